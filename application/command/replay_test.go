package command_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// under promises that equal keys are equal requests, this one by its number.
func under(by actor.Caller, key string, request byte) command.Keyed {
	return command.Keyed{Owner: by.TenantID, Idempotency: &ports.Idempotency{
		Operation: "test", Caller: by.Actor.ID, Key: key, Hash: [32]byte{request},
	}}
}

// creating creates a playbook under the key, as the request of the number.
func (e *engine) creating(t *testing.T, request byte) (command.PlaybookChanged, error) {
	t.Helper()
	return command.Replayable(e.store, e.clock, e.playbooks.Create)(t.Context(),
		command.CreatePlaybook{Keyed: under(admin(), "k", request), Caller: admin(), Definition: mirror()})
}

func TestAKeyOfAnotherRequestIsRefusedAndNothingWritten(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	_, err := e.creating(t, 1)
	require.NoError(t, err)
	_, err = e.creating(t, 2)
	requireCode(t, err, "IDEMPOTENCY_KEY_REUSED")
	require.Equal(t, fault.Invalid, fault.Of(err))
	require.Len(t, e.store.Events("acme"), 1)
}

func TestAKeyIsFreeAfterItsLife(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	first, err := e.creating(t, 1)
	require.NoError(t, err)
	e.clock.Advance(ports.IdempotencyLife)
	next, err := e.creating(t, 2)
	require.NoError(t, err)
	require.False(t, next.Replayed)
	require.NotEqual(t, first.Playbook.ID, next.Playbook.ID)
}

func TestACommandThatFailsRecordsNothing(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	_, err := command.Replayable(e.store, e.clock, e.playbooks.Create)(t.Context(),
		command.CreatePlaybook{Keyed: under(admin(), "k", 1), Caller: admin()})
	require.Equal(t, fault.Invalid, fault.Of(err))
	lost := errors.New("lost")
	e.faulty.set(func() error { return lost })
	_, err = e.creating(t, 2)
	require.ErrorIs(t, err, lost)
	e.faulty.set(nil)
	made, err := e.creating(t, 3)
	require.NoError(t, err)
	require.False(t, made.Replayed)
}

func TestARepeatThatLosesToItsRivalAnswersWhatTheRivalDid(t *testing.T) {
	t.Parallel()
	for name, rival := range map[string]byte{"equal": 1, "another": 2} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEngine(t)
			var won command.PlaybookChanged
			e.faulty.set(func() (err error) {
				e.faulty.set(nil)
				won, err = e.creating(t, rival)
				return err
			})
			got, err := e.creating(t, 1)
			require.Len(t, e.store.Events("acme"), 1)
			if rival != 1 {
				requireCode(t, err, "IDEMPOTENCY_KEY_REUSED")
				return
			}
			require.NoError(t, err)
			won.Replayed = true
			require.Equal(t, won, got)
		})
	}
}

func TestARepeatWhoseRivalChangedWhatItWouldChangeAnswersWhatTheRivalDid(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := create(t, e)
	use := command.ReplacePlaybook{
		Keyed: under(admin(), "k", 1), Caller: admin(), Key: made.ID, Definition: mirror(), IfMatch: made.Version,
	}
	run := command.Replayable(e.store, e.clock, e.playbooks.Replace)
	late := command.Replayable(e.store, e.clock, func(ctx context.Context, c command.ReplacePlaybook) (command.PlaybookChanged, error) {
		_, err := run(ctx, c)
		require.NoError(t, err)
		return e.playbooks.Replace(ctx, c)
	})
	got, err := late(t.Context(), use)
	require.NoError(t, err)
	require.True(t, got.Replayed)
	require.Equal(t, made.Version+1, got.Playbook.Version)
}

// forgetful never finds what was recorded.
type forgetful struct{ err error }

func (f forgetful) ReadReplay(context.Context, tenant.ID, ports.Idempotency, time.Time) (*ports.Replay, error) {
	return nil, f.err
}

func TestARepeatThatCannotReadWhatItsRivalAnsweredIsAConflict(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	_, err := e.creating(t, 1)
	require.NoError(t, err)
	for _, replays := range []ports.ReplayReader{forgetful{}, &failing{err: errors.New("away")}} {
		_, err = command.Replayable(replays, e.clock, e.playbooks.Create)(t.Context(),
			command.CreatePlaybook{Keyed: under(admin(), "k", 1), Caller: admin(), Definition: mirror()})
		requireCode(t, err, "IDEMPOTENCY_KEY_IN_USE")
		require.Equal(t, fault.Conflict, fault.Of(err))
		inUse, _ := errors.AsType[*fault.Error](err)
		require.Positive(t, inUse.RetryAfter, "the same request answers what the rival did")
	}
}

// failing answers nothing at first, and then fails.
type failing struct {
	calls int
	err   error
}

func (f *failing) ReadReplay(context.Context, tenant.ID, ports.Idempotency, time.Time) (*ports.Replay, error) {
	if f.calls++; f.calls > 1 {
		return nil, f.err
	}
	return nil, nil //nolint:nilnil // nothing was recorded; the port says so
}

// The version may be gone because this very request was carried out.
func TestARepeatThatLostAndCannotTellWhetherToItselfMayBeRepeated(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := create(t, e)
	away := &failing{err: fault.New(fault.Unavailable, "DATABASE_UNAVAILABLE", "away")}
	_, err := command.Replayable(away, e.clock, e.playbooks.Replace)(t.Context(), command.ReplacePlaybook{
		Keyed: under(admin(), "k", 1), Caller: admin(), Key: made.ID, Definition: mirror(), IfMatch: made.Version + 1,
	})
	require.ErrorIs(t, err, away.err)
}

func TestWhereTheRecordCannotBeReadNothingIsWritten(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	away := fault.New(fault.Unavailable, "DATABASE_UNAVAILABLE", "away")
	_, err := command.Replayable(forgetful{away}, e.clock, e.playbooks.Create)(t.Context(),
		command.CreatePlaybook{Keyed: under(admin(), "k", 1), Caller: admin(), Definition: mirror()})
	require.ErrorIs(t, err, away)
	require.Empty(t, e.store.Events("acme"))
}

func TestASecretIsNoPartOfWhatIsRecorded(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	key := under(admin(), "k", 1)
	_, err := e.secrets.SetGitHubSecret(t.Context(),
		command.SetGitHubSecret{Keyed: key, Caller: admin(), TenantID: "acme", Secret: webhookSecret})
	require.NoError(t, err)
	kept, err := e.store.ReadReplay(t.Context(), "acme", *key.Idempotency, noon.Add(-time.Hour))
	require.NoError(t, err)
	require.Equal(t, "{}", kept.Answer)
}

func TestASignalThatCameAloneAndIsNotValidFailsTheRequestAndIsNotRecorded(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	key := under(agent(), "k", 1)
	_, err := e.signals.Accept(t.Context(),
		command.AcceptSignals{Keyed: key, Caller: agent(), Signals: []signal.Signal{{}}, Alone: true})
	require.Equal(t, fault.Invalid, fault.Of(err))
	kept, err := e.store.ReadReplay(t.Context(), "acme", *key.Idempotency, noon.Add(-time.Hour))
	require.NoError(t, err)
	require.Nil(t, kept)
}
