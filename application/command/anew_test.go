package command_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// Nobody named a version, so to read again and repeat with its ETag is no advice: to
// repeat is.
func TestACommandThatNamesNoVersionAndAlwaysLosesMayBeRepeated(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := create(t, e)
	hours := 1
	for name, run := range map[string]func() error{
		"a playbook that is created": func() error { _, err := e.creating(t, 1); return err },
		"a playbook that is replaced": func() error {
			_, err := e.playbooks.Replace(t.Context(), command.ReplacePlaybook{Caller: admin(), Key: made.ID, Definition: mirror()})
			return err
		},
		"a policy": func() error { _, err := e.policies.Replace(t.Context(), onlyCI()); return err },
		"a secret": func() error {
			_, err := e.secrets.SetGitHubSecret(t.Context(),
				command.SetGitHubSecret{Caller: admin(), TenantID: "acme", Secret: webhookSecret})
			return err
		},
		"a snooze": func() error {
			_, err := e.preferences.Snooze(t.Context(), command.SnoozeActor{Caller: kim(), ActorID: "kim", Hours: &hours})
			return err
		},
	} {
		tries := 0
		e.faulty.set(func() error {
			tries++
			return fault.New(fault.Stale, "SWAP_LOST", "lost")
		})
		err := run()
		require.Equal(t, fault.Unavailable, fault.Of(err), name)
		requireCode(t, err, "CONTENTION")
		require.Equal(t, 4, tries, name)
	}
}
