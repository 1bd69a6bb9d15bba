package decision_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// noon is outside the default quiet hours.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

var errTemplate = errors.New("no such key: workflow")

func holds(playbook.Env) (bool, error)  { return true, nil }
func fails(playbook.Env) (bool, error)  { return false, nil }
func breaks(playbook.Env) (bool, error) { return false, errTemplate }

func text(words string) playbook.Template {
	return func(playbook.Env) (string, error) { return words, nil }
}

// made is a playbook in force with one mirror for every surface.
func made(number byte, change ...func(*playbook.Definition, *playbook.Program)) playbook.Published {
	definition := playbook.Definition{
		Name: "p", Version: "1", Triggers: []playbook.Trigger{{EventTypes: []string{"ci.failed"}}},
		Actions: []playbook.Action{{Type: action.Mirror, Surfaces: action.Surfaces(), Title: "t"}},
	}.Normalised()
	program := playbook.Program{
		Conditions: []playbook.Condition{holds},
		Actions:    []playbook.ActionProgram{{Title: text("t"), Body: text("b"), Rationale: text("")}},
	}
	for _, apply := range change {
		apply(&definition, &program)
	}
	return playbook.Published{
		Playbook: id.UUID{number}, Revision: 1, Definition: definition,
		Program: func() (*playbook.Program, error) { return &program, nil },
	}
}

func inputs(published ...playbook.Published) *decision.Inputs {
	failed := &signal.Signal{
		ID: "s-1", EventType: "ci.failed", Source: "github", Severity: signal.High, OccurredAt: noon,
		Place: signal.Place{RepoID: "acme/shop", Branch: "main"},
	}
	own := tenant.DefaultPolicy()
	in := &decision.Inputs{
		Request: decision.Request{
			ID: id.UUID{1}, ReceiptID: id.UUID{2}, TenantID: "acme", Now: noon, Signal: failed,
			Actor:   actor.Actor{ID: "kim", Type: actor.Human},
			Context: playbook.Context{Surface: action.IDE, Place: failed.Place, EvaluationPoint: "pre-commit"},
		},
		Policy: own, Snapshot: policy.Own("acme", own), ActorRef: id.UUID{9},
		Playbooks: playbook.NewIndex(published),
	}
	in.Facts = playbook.Facts{Signal: failed, Actor: in.Request.Actor, Context: in.Request.Context, Now: noon}
	return in
}

func decide(in *decision.Inputs) decision.Decision {
	decided, _ := decision.Limit(in, decision.Gate(in, decision.Evaluate(in)))
	return decided
}

func reasons(d decision.Decision) []decision.Reason {
	var list []decision.Reason
	for _, s := range d.Suppressed {
		list = append(list, s.Reason)
	}
	return list
}

func TestNoPlaybookFiresMeansADecisionWithoutActions(t *testing.T) {
	t.Parallel()
	decided := decide(inputs())
	require.Equal(t, id.UUID{1}, decided.ID)
	require.Empty(t, decided.Actions)
	require.Empty(t, decided.Suppressed)
}

func TestEveryConditionMustHold(t *testing.T) {
	t.Parallel()
	never := made(1, func(_ *playbook.Definition, p *playbook.Program) {
		p.Conditions = []playbook.Condition{holds, fails}
	})
	decided := decide(inputs(never, made(2)))
	require.Len(t, decided.Fired, 1)
	require.Equal(t, id.UUID{2}, decided.Fired[0].PlaybookID)
}

func TestAConditionThatCannotBeEvaluatedIsReportedAndNeverGuessed(t *testing.T) {
	t.Parallel()
	broken := made(1, func(_ *playbook.Definition, p *playbook.Program) {
		p.Conditions = []playbook.Condition{breaks}
	})
	in := inputs(broken)
	in.Request.Explain = true
	decided := decide(in)
	require.Empty(t, decided.Fired)
	require.Empty(t, decided.Actions)
	require.Len(t, decided.Explanation, 1)
	last := decided.Explanation[0].Steps[1]
	require.Equal(t, "conditions[0]", last.Name)
	require.False(t, last.Passed)
	require.Contains(t, last.Detail, "could not be evaluated")
}

func TestAStoredDefinitionThatNoLongerCompilesDoesNotFire(t *testing.T) {
	t.Parallel()
	stale := made(1)
	stale.Program = func() (*playbook.Program, error) { return nil, errTemplate }
	require.Len(t, decide(inputs(stale, made(2))).Actions, 1)
}

func TestGates(t *testing.T) {
	t.Parallel()
	alertOnly := func(d *playbook.Definition, _ *playbook.Program) {
		d.Actions[0].Surfaces = []action.Surface{action.Alert}
	}
	ideOnly := func(d *playbook.Definition, _ *playbook.Program) {
		d.Actions[0].Surfaces = []action.Surface{action.IDE}
	}
	night := time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC)
	cases := map[string]struct {
		playbook playbook.Published
		change   func(*decision.Inputs)
		want     decision.Reason
	}{
		"the policy allows nothing": {
			made(1), func(in *decision.Inputs) { in.Snapshot.Allowed = false }, decision.PolicyForbids,
		},
		"the policy restricts the type": {
			made(1), func(in *decision.Inputs) { in.Snapshot.Restrictions = []action.Type{action.Mirror} }, decision.PolicyForbids,
		},
		"the tenant does not use the type": {
			made(1), func(in *decision.Inputs) { in.Policy.EnabledActionTypes = []action.Type{action.Mentor} }, decision.ActionTypeOff,
		},
		"the tenant does not use the surface": {
			made(1, alertOnly),
			func(in *decision.Inputs) { in.Policy.EnabledSurfaces = []action.Surface{action.IDE} }, decision.SurfaceOff,
		},
		"the policy does not allow the surface": {
			made(1, alertOnly), func(in *decision.Inputs) { in.Snapshot.Surfaces = []action.Surface{action.CI} }, decision.SurfaceOff,
		},
		"the actor snoozes": {
			made(1), func(in *decision.Inputs) {
				in.Preferences.SnoozeUntil, in.Snapshot.Allowed = noon.Add(1), false
			}, decision.Snoozed,
		},
		"the actor opted out": {
			made(1), func(in *decision.Inputs) {
				in.Preferences.OptOutCategories = []action.Type{action.Mirror}
				in.Preferences.PreferredSurfaces = []action.Surface{action.Alert}
				in.Policy.EnabledSurfaces = []action.Surface{action.IDE}
			}, decision.OptedOut,
		},
		"the tenant comes before an opt-out": {
			made(1), func(in *decision.Inputs) {
				in.Preferences.OptOutCategories, in.Policy.EnabledActionTypes = []action.Type{action.Mirror}, nil
			}, decision.ActionTypeOff,
		},
		"the actor prefers other surfaces": {
			made(1, ideOnly), func(in *decision.Inputs) {
				in.Preferences.PreferredSurfaces = []action.Surface{action.CI}
			}, decision.SurfaceOff,
		},
		"the actor prefers what the tenant does not use": {
			made(1), func(in *decision.Inputs) {
				in.Preferences.PreferredSurfaces = []action.Surface{action.Alert}
				in.Policy.EnabledSurfaces = []action.Surface{action.IDE, action.CI}
			}, decision.SurfaceOff,
		},
		"a signal without an actor has no IDE": {
			made(1, ideOnly), func(in *decision.Inputs) { in.Request.Actor = actor.Actor{} }, decision.SurfaceOff,
		},
		"quiet hours silence what is pushed": {
			made(1), func(in *decision.Inputs) {
				in.Request.Now, in.Request.Context.Surface = night, action.Background
			}, decision.QuietHours,
		},
		"quiet hours that apply to all silence an answer too": {
			made(1), func(in *decision.Inputs) {
				in.Request.Now, in.Policy.QuietHours.AppliesTo = night, tenant.QuietAll
			}, decision.QuietHours,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := inputs(c.playbook)
			c.change(in)
			decided := decide(in)
			require.Empty(t, decided.Actions)
			require.Equal(t, []decision.Reason{c.want}, reasons(decided))
			require.NotEmpty(t, c.want.Sentence())
		})
	}
}

func TestQuietHoursDoNotSilenceASynchronousAnswerByDefault(t *testing.T) {
	t.Parallel()
	in := inputs(made(1))
	in.Request.Now = time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC)
	decided := decide(in)
	require.Len(t, decided.Actions, 1)
	require.Equal(t, []action.Surface{action.IDE}, decided.Actions[0].Surfaces, "nobody else is interrupted")

	elsewhere := inputs(made(1, func(d *playbook.Definition, _ *playbook.Program) {
		d.Actions[0].Surfaces = []action.Surface{action.Alert}
	}))
	elsewhere.Request.Now = in.Request.Now
	require.Equal(t, []decision.Reason{decision.QuietHours}, reasons(decide(elsewhere)))
}

func TestABypassInterruptsOnTheAlertSurfaceForACriticalSignalOnly(t *testing.T) {
	t.Parallel()
	bypass := func(d *playbook.Definition, _ *playbook.Program) { d.OnQuiet = playbook.Bypass }
	for severity, want := range map[signal.Severity]int{signal.Critical: 1, signal.High: 0} {
		in := inputs(made(1, bypass))
		in.Request.Now, in.Request.Context.Surface = time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC), action.Background
		in.Request.Signal.Severity = severity
		decided := decide(in)
		require.Len(t, decided.Actions, want, severity)
		for _, a := range decided.Actions {
			require.Equal(t, []action.Surface{action.Alert}, a.Surfaces)
		}
	}
}

func TestSurfacesAreIntersected(t *testing.T) {
	t.Parallel()
	in := inputs(made(1))
	in.Policy.EnabledSurfaces = []action.Surface{action.IDE, action.CI}
	in.Snapshot.Surfaces = []action.Surface{action.CI, action.Alert}
	require.Equal(t, []action.Surface{action.CI}, decide(in).Actions[0].Surfaces)
}

func TestASurfaceThatAPlaybookNamesTwiceIsOne(t *testing.T) {
	t.Parallel()
	decided := decide(inputs(made(1, func(d *playbook.Definition, _ *playbook.Program) {
		d.Actions[0].Surfaces = []action.Surface{action.CI, action.IDE, action.CI}
	})))
	require.Equal(t, []action.Surface{action.CI, action.IDE}, decided.Actions[0].Surfaces)
}

func TestRankIsPriorityThenPlaybook(t *testing.T) {
	t.Parallel()
	urgent := made(9, func(d *playbook.Definition, _ *playbook.Program) { d.Limits.Priority = 5 })
	decided := decide(inputs(made(3), urgent, made(2)))
	require.Len(t, decided.Actions, 3)
	got := []byte{decided.Actions[0].PlaybookID[0], decided.Actions[1].PlaybookID[0], decided.Actions[2].PlaybookID[0]}
	require.Equal(t, []byte{9, 2, 3}, got)
}

func TestATemplateThatFailsRemovesItsActionOnly(t *testing.T) {
	t.Parallel()
	broken := made(1, func(_ *playbook.Definition, p *playbook.Program) {
		p.Actions[0].Body = func(playbook.Env) (string, error) { return "", errTemplate }
	})
	decided := decide(inputs(broken, made(2)))
	require.Len(t, decided.Actions, 1)
	require.Equal(t, []decision.Reason{decision.NotRendered}, reasons(decided))
	require.Contains(t, decided.Suppressed[0].Detail, "body")
}

func TestAProposalCountsWhatSomebodyWouldBeShown(t *testing.T) {
	t.Parallel()
	in := inputs(
		made(1), made(2, func(d *playbook.Definition, _ *playbook.Program) { d.Mode = playbook.Shadow }),
		made(3, func(_ *playbook.Definition, p *playbook.Program) { p.Conditions = []playbook.Condition{fails} }),
	)
	evaluated := decision.Evaluate(in)
	require.Len(t, evaluated.Fired(), 2)
	require.Equal(t, id.UUID{1}, evaluated.Fired()[0].PlaybookID)
	proposal := decision.Gate(in, evaluated)
	require.Equal(t, 1, proposal.Actions())
}

func TestAtMostMaxActionsPerDecision(t *testing.T) {
	t.Parallel()
	decided := decide(inputs(made(1), made(2), made(3), made(4), made(5)))
	require.Len(t, decided.Actions, 3)
	require.Equal(t, []decision.Reason{decision.Quota, decision.Quota}, reasons(decided))
}

func TestShadowIsRecordedOnABudgetOfItsOwnAndShownToNobody(t *testing.T) {
	t.Parallel()
	shadow := func(d *playbook.Definition, _ *playbook.Program) { d.Mode = playbook.Shadow }
	decided := decide(inputs(made(1, shadow), made(2), made(3), made(4)))
	require.Len(t, decided.Actions, 3)
	require.Len(t, decided.Shadow, 1)
	require.Empty(t, decided.Suppressed)
	for _, a := range decided.Actions {
		require.NotEqual(t, decided.Shadow[0].ID, a.ID)
	}
}

func TestExplanationCoversEveryPlaybookInForce(t *testing.T) {
	t.Parallel()
	other := made(3, func(d *playbook.Definition, _ *playbook.Program) { d.Triggers[0].EventTypes = []string{"ci.passed"} })
	in := inputs(made(1), other)
	in.Request.Explain = true
	decided := decide(in)
	require.Len(t, decided.Explanation, 2)
	require.True(t, decided.Explanation[0].Fired)
	require.Equal(t, "actions[0]", decided.Explanation[0].Steps[2].Name)
	require.False(t, decided.Explanation[1].Fired)
	require.Equal(t, "trigger", decided.Explanation[1].Steps[0].Name)
}

func TestADecisionIsReproducible(t *testing.T) {
	t.Parallel()
	in := inputs(made(1), made(2), made(3), made(4))
	in.Request.Explain = true
	first, again := decide(in), decide(in)
	require.Equal(t, first, again)
}

func TestADecisionReadBackEqualsTheOneKept(t *testing.T) {
	t.Parallel()
	in := inputs(made(1), made(2), made(3), made(4))
	in.Request.Explain = true
	in.Degraded = []string{"ubi"}
	decided := decide(in)
	document, err := decided.Document()
	require.NoError(t, err)
	kept, err := decision.FromDocument(document)
	require.NoError(t, err)
	require.Equal(t, decided, kept)
}
