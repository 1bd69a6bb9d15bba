package command_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/approval"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/feedback"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

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
	report.Idempotency.Operation = "outcome"
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
	running := e.experiment(t, words(inForce(t, e)))
	require.NoError(t, e.activate(t, running.ID))
	return map[string]func() (any, command.Committed){
		"create an experiment": carrying(t, command.Replayable(e.store, e.clock, e.experiments.Create),
			command.CreateExperiment{Keyed: named("create_experiment"), Caller: admin(), Definition: words(live)}),
		"replace an experiment": carrying(t, command.Replayable(e.store, e.clock, e.experiments.Replace), command.ReplaceExperiment{
			Keyed: named("replace_experiment"), Caller: admin(), Key: e.experiment(t, words(live)).ID, Definition: words(draft.ID), IfMatch: 1,
		}),
		"activate": carrying(t, command.Replayable(e.store, e.clock, e.experiments.Activate), command.ActivateExperiment{
			Keyed: named("activate"), Caller: admin(), Key: e.experiment(t, words(inForce(t, e))).ID,
		}),
		"deactivate": carrying(t, command.Replayable(e.store, e.clock, e.experiments.Deactivate),
			command.DeactivateExperiment{Keyed: named("deactivate"), Caller: admin(), Key: running.ID}),
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
		"approval": carrying(t, command.Replayable(e.store, e.clock, e.approvals.Decide), command.DecideApproval{
			Keyed: under(kim(), "a", 1), Caller: kim(), ActionID: e.dual(t).Actions[0].ID, Verdict: approval.Approve,
		}),
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
