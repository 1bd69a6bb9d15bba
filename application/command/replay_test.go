package command_test

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/feedback"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/preference"
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

// carrying has a command under the key "k", carried out whenever it is called.
func carrying[U, R any](t *testing.T, run func(context.Context, U) (R, error), use U) func() (any, command.Committed) {
	t.Helper()
	return func() (any, command.Committed) {
		got, err := run(t.Context(), use)
		require.NoError(t, err)
		field := reflect.ValueOf(&got).Elem().FieldByName("Committed")
		done := field.Interface().(command.Committed)
		field.SetZero()
		return got, done
	}
}

// keyedCommands are all commands that write but decide, on an engine that is ready for
// each.
func keyedCommands(t *testing.T, e *engine) map[string]func() (any, command.Committed) {
	t.Helper()
	offered := e.offered(t)
	e.refuse(t, "acme", 1)
	ada, kims, olga := under(admin(), "k", 1), under(kim(), "k", 1), under(operator(), "k", 1)
	report, policy, again := report(kim(), offered, outcome.Shown), onlyCI(), redrive(ports.Span{})
	report.Keyed, policy.Keyed, again.Keyed = kims, ada, olga
	report.Keyed.Idempotency.Operation = "outcome"
	hours := 3
	p := e.playbooks
	named := func(operation string) command.Keyed {
		key := under(admin(), "k", 1)
		key.Idempotency.Operation = operation
		return key
	}
	draft, live, paused := create(t, e), create(t, e).ID, create(t, e).ID
	for _, id := range []playbook.Key{live, paused} {
		_, err := p.Publish(t.Context(), command.PublishPlaybook{Caller: admin(), Key: id})
		require.NoError(t, err)
	}
	_, err := p.Pause(t.Context(), command.PausePlaybook{Caller: admin(), Key: paused})
	require.NoError(t, err)
	return map[string]func() (any, command.Committed){
		"create": carrying(t, command.Replayable(e.store, e.clock, p.Create),
			command.CreatePlaybook{Keyed: named("create"), Caller: admin(), Definition: full()}),
		"replace": carrying(t, command.Replayable(e.store, e.clock, p.Replace),
			command.ReplacePlaybook{Keyed: named("replace"), Caller: admin(), Key: draft.ID, Definition: mirror(), IfMatch: 1}),
		"publish": carrying(t, command.Replayable(e.store, e.clock, p.Publish),
			command.PublishPlaybook{Keyed: named("publish"), Caller: admin(), Key: create(t, e).ID}),
		"pause": carrying(t, command.Replayable(e.store, e.clock, p.Pause),
			command.PausePlaybook{Keyed: named("pause"), Caller: admin(), Key: live, Reason: "why"}),
		"resume": carrying(t, command.Replayable(e.store, e.clock, p.Resume),
			command.ResumePlaybook{Keyed: named("resume"), Caller: admin(), Key: paused}),
		"policy": carrying(t, command.Replayable(e.store, e.clock, e.policies.Replace), policy),
		"secret": carrying(t, command.Replayable(e.store, e.clock, e.secrets.SetGitHubSecret),
			command.SetGitHubSecret{Keyed: named("secret"), Caller: admin(), TenantID: "acme", Secret: webhookSecret}),
		"outcome": carrying(t, command.Replayable(e.store, e.clock, e.outcomes.Record), report),
		"feedback": carrying(t, command.Replayable(e.store, e.clock, e.feedback.Give),
			command.GiveFeedback{Keyed: under(kim(), "f", 1), Caller: kim(), ActionID: report.ActionID, Rating: feedback.Useful}),
		"redrive": carrying(t, command.Replayable(e.store, e.clock, e.receipts.Redrive), again),
		"preferences": carrying(t, command.Replayable(e.store, e.clock, e.preferences.Set), command.SetPreferences{
			Keyed: under(kim(), "p", 1), Caller: kim(), ActorID: "kim", Preferences: preference.Preferences{
				OptOutCategories: []action.Type{action.Mentor}, SnoozeUntil: noon.Add(time.Hour), PreferredSurfaces: []action.Surface{action.CI},
			},
		}),
		"snooze": carrying(t, command.Replayable(e.store, e.clock, e.preferences.Snooze),
			command.SnoozeActor{Keyed: under(kim(), "s", 1), Caller: kim(), ActorID: "kim", Hours: &hours}),
		"signals": carrying(t, command.Replayable(e.store, e.clock, e.signals.Accept), command.AcceptSignals{
			Keyed: under(agent(), "s", 1), Caller: agent(), Signals: []signal.Signal{*failed("s-7"), {}},
			SignalsRead: command.SignalsRead{Places: []int{0, 2}, Unfit: map[int][]fault.Problem{1: {{Path: "x", Message: "no"}}}},
		}),
		"signals that were taken before": carrying(t, command.Replayable(e.store, e.clock, e.signals.Accept),
			command.AcceptSignals{Keyed: under(agent(), "t", 1), Caller: agent()}),
	}
}

// full is a definition with every field that has one.
func full() playbook.Definition {
	d := mirror()
	d.Description, d.Owner, d.Mode, d.OnQuiet = "what for", "ada", playbook.Shadow, playbook.Defer
	d.Triggers[0].MinSeverity, d.Triggers[0].Branches = "high", []string{"main", "release/*"}
	d.Actions[0].Body, d.Actions[0].Rationale = "<b> & more", "because"
	return d
}

func TestEveryCommandUnderAKeyAnswersItsFirstAnswerAgainAndWritesOnce(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	for name, run := range keyedCommands(t, e) {
		first, done := run()
		require.False(t, done.Replayed, name)
		require.NotEmpty(t, done.Token, name)
		events, jobs := len(e.store.Events("acme")), len(e.store.Jobs())
		e.clock.Advance(time.Second)
		second, replayed := run()
		require.Equal(t, first, second, name)
		require.Equal(t, command.Committed{Token: done.Token, Replayed: true}, replayed, name)
		require.Len(t, e.store.Events("acme"), events, name)
		require.Len(t, e.store.Jobs(), jobs, name)
	}
}

// creating creates a playbook under the key, as the request of the number.
func (e *engine) creating(t *testing.T, key string, request byte) (command.PlaybookChanged, error) {
	t.Helper()
	return command.Replayable(e.store, e.clock, e.playbooks.Create)(t.Context(),
		command.CreatePlaybook{Keyed: under(admin(), key, request), Caller: admin(), Definition: mirror()})
}

func TestAKeyOfAnotherRequestIsRefusedAndNothingWritten(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	_, err := e.creating(t, "k", 1)
	require.NoError(t, err)
	_, err = e.creating(t, "k", 2)
	requireCode(t, err, "IDEMPOTENCY_KEY_REUSED")
	require.Equal(t, fault.Invalid, fault.Of(err))
	require.Len(t, e.store.Events("acme"), 1)
}

func TestAKeyIsFreeAfterItsLife(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	first, err := e.creating(t, "k", 1)
	require.NoError(t, err)
	e.clock.Advance(ports.IdempotencyLife)
	next, err := e.creating(t, "k", 2)
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
	_, err = e.creating(t, "k", 2)
	require.ErrorIs(t, err, lost)
	e.faulty.set(nil)
	made, err := e.creating(t, "k", 3)
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
				won, err = e.creating(t, "k", rival)
				return err
			})
			got, err := e.creating(t, "k", 1)
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
	_, err := e.creating(t, "k", 1)
	require.NoError(t, err)
	_, err = command.Replayable(forgetful{}, e.clock, e.playbooks.Create)(t.Context(),
		command.CreatePlaybook{Keyed: under(admin(), "k", 1), Caller: admin(), Definition: mirror()})
	requireCode(t, err, "IDEMPOTENCY_KEY_IN_USE")
	require.Equal(t, fault.Conflict, fault.Of(err))
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
