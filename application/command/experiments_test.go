package command_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// words compares a playbook's own words with others, and with none.
func words(playbooks ...playbook.Key) experiment.Definition {
	return experiment.Definition{
		Name: "words", Playbooks: playbooks,
		Variants: []experiment.Variant{
			{Name: "control", Weight: 4000, Control: true},
			{Name: "short", Weight: 4000, Texts: []experiment.Text{{PlaybookID: playbooks[0], Revision: 1, Title: "it failed"}}},
			{Name: "silent", Weight: 2000, Holdout: true},
		},
	}
}

func inForce(t *testing.T, e *engine) playbook.Key {
	t.Helper()
	made := create(t, e)
	_, err := e.playbooks.Publish(t.Context(), command.PublishPlaybook{Caller: admin(), Key: made.ID})
	require.NoError(t, err)
	return made.ID
}

func (e *engine) experiment(t *testing.T, definition experiment.Definition) experiment.Experiment {
	t.Helper()
	made, err := e.experiments.Create(t.Context(), command.CreateExperiment{Caller: admin(), Definition: definition})
	require.NoError(t, err)
	return made.Experiment
}

func (e *engine) activate(t *testing.T, key experiment.Key) error {
	t.Helper()
	_, err := e.experiments.Activate(t.Context(), command.ActivateExperiment{Caller: admin(), Key: key})
	return err
}

func (e *engine) decideFor(t *testing.T, name string) decision.Decision {
	t.Helper()
	failed := *failed("s-" + name)
	decided, err := e.decide.Handle(t.Context(), command.Decide{
		Caller: agent(), ActorID: name, ActorType: actor.Human, Surface: action.IDE, Place: failed.Place, Signal: &failed,
	})
	require.NoError(t, err)
	return decided.Decision
}

func problemPaths(t *testing.T, err error) []string {
	t.Helper()
	f, ok := errors.AsType[*fault.Error](err)
	require.True(t, ok, "%v", err)
	require.Equal(t, fault.Invalid, f.Kind)
	var paths []string
	for _, problem := range f.Problems {
		paths = append(paths, problem.Path)
	}
	return paths
}

func TestEveryChangeOfAnExperimentNeedsAnAdmin(t *testing.T) {
	t.Parallel()
	for _, use := range []interface{ Authorise() error }{
		command.CreateExperiment{Caller: kim()}, command.ReplaceExperiment{Caller: kim()},
		command.ActivateExperiment{Caller: kim()}, command.DeactivateExperiment{Caller: kim()},
	} {
		requireCode(t, use.Authorise(), "ROLE_REQUIRED")
	}
}

func TestEveryProblemOfAnExperimentIsSaidAtOnceItsTextsIncluded(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	bad := words(create(t, e).ID)
	bad.Name, bad.Variants[1].Texts[0].Body = "", "you should look"
	bad.Variants[1].Texts = append(bad.Variants[1].Texts, experiment.Text{PlaybookID: bad.Playbooks[0], Revision: 1, Action: 3, Title: "t"})
	_, err := e.experiments.Create(t.Context(), command.CreateExperiment{Caller: admin(), Definition: bad})
	require.Equal(t, []string{"name", "variants[1].texts[1].action", "variants[1].texts[0].body"}, problemPaths(t, err))
}

func TestATextOfAnotherTenantsPlaybookIsOfNone(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	stranger := admin()
	stranger.TenantID = "other"
	_, err := e.experiments.Create(t.Context(), command.CreateExperiment{Caller: stranger, Definition: words(create(t, e).ID)})
	require.Equal(t, []string{"variants[1].texts[0].revision"}, problemPaths(t, err))
}

func TestAnActivationWantsWhatIsInForce(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	draft := create(t, e)
	made := e.experiment(t, words(draft.ID))
	require.Equal(t, []string{"playbooks[0]"}, problemPaths(t, e.activate(t, made.ID)))
	for range 2 {
		_, err := e.playbooks.Publish(t.Context(), command.PublishPlaybook{Caller: admin(), Key: draft.ID})
		require.NoError(t, err)
		_, err = e.playbooks.Replace(t.Context(), command.ReplacePlaybook{Caller: admin(), Key: draft.ID, Definition: mirror()})
		require.NoError(t, err)
	}
	require.Equal(t, []string{"variants[1].texts[0].revision"}, problemPaths(t, e.activate(t, made.ID)))
}

func TestOfAnActiveExperimentTheWeightsCannotChange(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.experiment(t, words(inForce(t, e)))
	require.NoError(t, e.activate(t, made.ID))
	changed := words(made.Definition.Playbooks...)
	changed.Variants[0].Weight, changed.Variants[1].Weight = 5000, 3000
	replace := command.ReplaceExperiment{Caller: admin(), Key: made.ID, Definition: changed}
	_, err := e.experiments.Replace(t.Context(), replace)
	requireCode(t, err, "EXPERIMENT_ACTIVE")
	_, err = e.experiments.Deactivate(t.Context(), command.DeactivateExperiment{Caller: admin(), Key: made.ID})
	require.NoError(t, err)
	_, err = e.experiments.Replace(t.Context(), replace)
	require.NoError(t, err)
}

func TestTheNextDecisionObeysAnActivationAndItsEnd(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.experiment(t, words(inForce(t, e)))
	require.Empty(t, e.decideFor(t, "before").Assignments)
	require.NoError(t, e.activate(t, made.ID))
	said := map[string]map[string]int{}
	for i := range 60 {
		decided := e.decideFor(t, fmt.Sprint("actor-", i))
		require.Len(t, decided.Assignments, 1)
		variant, title := decided.Assignments[0].Variant, "nothing"
		if len(decided.Actions) > 0 {
			title = decided.Actions[0].Payload.Title
		}
		if said[variant] == nil {
			said[variant] = map[string]int{}
		}
		said[variant][title]++
	}
	require.Len(t, said, 3)
	for variant, title := range map[string]string{"control": "a run failed", "short": "it failed", "silent": "nothing"} {
		require.Len(t, said[variant], 1, variant)
		require.NotZero(t, said[variant][title], variant)
	}
	_, err := e.experiments.Deactivate(t.Context(), command.DeactivateExperiment{Caller: admin(), Key: made.ID})
	require.NoError(t, err)
	require.Empty(t, e.decideFor(t, "after").Assignments)
}

// Whoever activates at the same moment, of those that are about one playbook one runs.
func TestOfConcurrentActivationsAboutOnePlaybookOneRuns(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	shared := inForce(t, e)
	keys := make([]id.UUID, 8)
	for i := range keys {
		keys[i] = e.experiment(t, words(shared)).ID
	}
	errs := make([]error, len(keys))
	var all sync.WaitGroup
	for i, key := range keys {
		all.Go(func() { errs[i] = e.activate(t, key) })
	}
	all.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		requireCode(t, err, "EXPERIMENT_OVERLAP")
	}
	require.Equal(t, 1, won)
	inForce, err := e.store.ReadInForce(t.Context(), "acme")
	require.NoError(t, err)
	require.Len(t, inForce.Experiments, 1)
}

func TestAnActivationThatLosesToAPublishIsCheckedAgain(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.experiment(t, words(inForce(t, e)))
	moved := false
	e.faulty.set(func() error {
		if moved {
			return nil
		}
		moved = true // before the pause itself commits through here
		_, err := e.playbooks.Pause(t.Context(), command.PausePlaybook{Caller: admin(), Key: made.Definition.Playbooks[0]})
		return err
	})
	require.Equal(t, []string{"playbooks[0]"}, problemPaths(t, e.activate(t, made.ID)))
}

func TestAnActivationThatLosesAgainAndAgainMayBeRepeated(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.experiment(t, words(inForce(t, e)))
	e.faulty.set(func() error { return fault.New(fault.Stale, "SWAP_LOST_CATALOGUE", "lost") })
	err := e.activate(t, made.ID)
	requireCode(t, err, "CONTENTION")
	require.Equal(t, fault.Unavailable, fault.Of(err))
}

func TestAnotherVersionOfAnExperimentIsToldAndChangesNothing(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.experiment(t, words(inForce(t, e)))
	_, err := e.experiments.Activate(t.Context(), command.ActivateExperiment{Caller: admin(), Key: made.ID, IfMatch: 7})
	requireCode(t, err, fault.VersionMismatch)
	_, err = e.experiments.Replace(t.Context(), command.ReplaceExperiment{
		Caller: admin(), Key: made.ID, IfMatch: 2, Definition: made.Definition,
	})
	requireCode(t, err, fault.VersionMismatch)
	kept, err := e.store.ReadExperiment(t.Context(), "acme", made.ID)
	require.NoError(t, err)
	require.Equal(t, made, kept)
}

func TestAnotherTenantsExperimentIsNotFound(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.experiment(t, words(inForce(t, e)))
	stranger := admin()
	stranger.TenantID = "other"
	plain := experiment.Definition{Name: "n", Variants: []experiment.Variant{
		{Name: "c", Weight: 5000, Control: true}, {Name: "h", Weight: 5000, Holdout: true},
	}}
	_, replace := e.experiments.Replace(t.Context(), command.ReplaceExperiment{Caller: stranger, Key: made.ID, Definition: plain})
	_, activate := e.experiments.Activate(t.Context(), command.ActivateExperiment{Caller: stranger, Key: made.ID})
	_, deactivate := e.experiments.Deactivate(t.Context(), command.DeactivateExperiment{Caller: stranger, Key: made.ID})
	for _, err := range []error{replace, activate, deactivate} {
		require.Equal(t, fault.NotFound, fault.Of(err))
	}
}

func TestAnExperimentOfOneTenantTouchesNoOther(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	stranger := admin()
	stranger.TenantID = "other"
	made, err := e.experiments.Create(t.Context(), command.CreateExperiment{Caller: stranger, Definition: experiment.Definition{
		Name: "quiet", Variants: []experiment.Variant{{Name: "c", Control: true}, {Name: "h", Weight: 10_000, Holdout: true}},
	}})
	require.NoError(t, err)
	_, err = e.experiments.Activate(t.Context(), command.ActivateExperiment{Caller: stranger, Key: made.Experiment.ID})
	require.NoError(t, err)
	inForce(t, e)
	decided := e.decideFor(t, "kim")
	require.Len(t, decided.Actions, 1)
	require.Empty(t, decided.Assignments)
}

func TestEveryChangeOfAnExperimentLeavesAReceiptAnEventAndAnAuditEntry(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.experiment(t, words(inForce(t, e)))
	require.NoError(t, e.activate(t, made.ID))
	renamed := made.Definition
	renamed.Name = "other words"
	_, err := e.experiments.Replace(t.Context(), command.ReplaceExperiment{Caller: admin(), Key: made.ID, Definition: renamed})
	require.NoError(t, err)
	_, err = e.experiments.Deactivate(t.Context(), command.DeactivateExperiment{Caller: admin(), Key: made.ID})
	require.NoError(t, err)
	events, entries := e.store.Events("acme")[2:], e.store.Audit("acme")[2:]
	require.Len(t, events, 4)
	names := []event.Name{event.ExperimentCreated, event.ExperimentActivated, event.ExperimentReplaced, event.ExperimentDeactivated}
	for i, operation := range []string{"create", "activate", "update", "deactivate"} {
		require.Equal(t, names[i], events[i].Name)
		require.Equal(t, "experiment."+operation, entries[i].Action)
		require.Equal(t, "experiment/"+made.ID.String(), entries[i].Resource)
		require.Equal(t, i == 0, entries[i].Before == nil)
		body, kept := e.store.ReceiptBody("acme", events[i].ReceiptID)
		require.True(t, kept)
		require.NotContains(t, body, `"ada"`)
		require.NotContains(t, body, "it failed")
	}
}

func TestADecisionThatCountsSaysSoInItsReceiptAndItsEvent(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.experiment(t, words(inForce(t, e)))
	require.NoError(t, e.activate(t, made.ID))
	decided := e.decideFor(t, "kim")
	body, kept := e.store.ReceiptBody("acme", decided.ReceiptID)
	require.True(t, kept)
	require.Contains(t, body, `"experiments":[{"experiment_id":"`+made.ID.String()+`","variant":"`+decided.Assignments[0].Variant+`"}]`)
}

func TestWhyAnExperimentBeganIsKeptWithTheEvidence(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.experiment(t, words(inForce(t, e)))
	_, err := e.experiments.Activate(t.Context(), command.ActivateExperiment{Caller: admin(), Key: made.ID, Reason: "a\x00"})
	require.Equal(t, []string{"reason"}, problemPaths(t, err))
	_, err = e.experiments.Activate(t.Context(), command.ActivateExperiment{Caller: admin(), Key: made.ID, Reason: "it is time"})
	require.NoError(t, err)
	entries := e.store.Audit("acme")
	require.Contains(t, canonical.Marshal(entries[len(entries)-1].After), `"reason":"it is time"`)
}

// Decisions name the experiment, so that its name is part of what is in force.
func TestARenamedExperimentIsNamedSoByTheNextDecision(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	made := e.experiment(t, words(inForce(t, e)))
	require.NoError(t, e.activate(t, made.ID))
	before, err := e.store.ReadInForce(t.Context(), "acme")
	require.NoError(t, err)
	renamed := made.Definition
	renamed.Name = "other words"
	_, err = e.experiments.Replace(t.Context(), command.ReplaceExperiment{Caller: admin(), Key: made.ID, Definition: renamed})
	require.NoError(t, err)
	after, err := e.store.ReadInForce(t.Context(), "acme")
	require.NoError(t, err)
	require.Greater(t, after.Version, before.Version)
	require.Equal(t, "other words", after.Experiments[0].Definition.Name)
}
