package query_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

func TestPreferencesAreReadByTheActorAndAdminsOfTheirTenant(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	wanted := portstest.SamplePreferences(1)
	w.commit(portstest.PreferencesSet("acme", "ada", wanted))
	get := func(by actor.Caller, of string) (preference.Preferences, error) {
		return w.preferences.Do(t.Context(), query.GetPreferences{Caller: by, ActorID: of})
	}
	for _, by := range []actor.Caller{someone("acme", "ada"), admin("acme")} {
		read, err := get(by, "ada")
		require.NoError(t, err)
		require.Equal(t, wanted, read)
	}
	for _, by := range []actor.Caller{someone("other", "ada"), admin("other")} {
		read, err := get(by, "ada")
		require.NoError(t, err)
		require.Equal(t, preference.Preferences{}, read, "another tenant's ada")
	}
	for _, of := range []string{"ada", "never seen", ""} {
		_, err := get(reader("acme"), of)
		requireFault(t, err, fault.Forbidden, "ROLE_REQUIRED")
	}
	_, err := get(admin("acme"), "a\x00")
	requireFault(t, err, fault.Invalid, "VALIDATION_FAILED")
}

func TestASnoozeThatIsOverIsNotTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	wanted := portstest.SamplePreferences(1)
	w.commit(portstest.PreferencesSet("acme", "ada", wanted))
	w.clock.Advance(2 * time.Hour)
	read, err := w.preferences.Do(t.Context(), query.GetPreferences{Caller: someone("acme", "ada"), ActorID: "ada"})
	require.NoError(t, err)
	wanted.SnoozeUntil = time.Time{}
	require.Equal(t, wanted, read)
}
