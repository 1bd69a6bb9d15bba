package decision_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// arms are a control, other words for playbook 1 that leave playbook 2 out, and silence.
func arms(weights ...int) experiment.Experiment {
	return experiment.Experiment{ID: id.UUID{50}, Status: experiment.Active, Definition: experiment.Definition{
		Name: "words", Playbooks: []playbook.Key{{1}, {2}},
		Variants: []experiment.Variant{
			{Name: "control", Weight: weights[0], Control: true},
			{
				Name: "short", Weight: weights[1], Playbooks: []playbook.Key{{1}},
				Texts: []experiment.Text{{PlaybookID: id.UUID{1}, Revision: 1, Title: "less"}},
			},
			{Name: "silent", Weight: weights[2], Holdout: true},
		},
	}}
}

var only = map[string][]int{"control": {10_000, 0, 0}, "short": {0, 10_000, 0}, "silent": {0, 0, 10_000}}

// compiled speaks each title as it stands.
func compiled(d playbook.Definition) (*playbook.Program, error) {
	program := &playbook.Program{Conditions: []playbook.Condition{holds}}
	for _, a := range d.Actions {
		program.Actions = append(program.Actions, playbook.ActionProgram{Title: text(a.Title), Body: text(a.Body), Rationale: text(a.Rationale)})
	}
	return program, nil
}

// tried are inputs of two playbooks and one that no experiment is about.
func tried(active ...experiment.Experiment) *decision.Inputs {
	published := []playbook.Published{made(1), made(2), made(3)}
	in := inputs(published...)
	in.Experiments = experiment.NewRunning(active, published, compiled)
	in.Request.Explain = true
	return in
}

func titles(d decision.Decision) []string {
	list := []string{}
	for _, a := range d.Actions {
		list = append(list, fmt.Sprint(a.PlaybookID[0], " ", a.Payload.Title))
	}
	return list
}

// explained answers the experiment's step of a playbook.
func explained(t *testing.T, d decision.Decision, playbook byte) decision.Step {
	t.Helper()
	for _, line := range d.Explanation {
		for _, step := range line.Steps {
			if line.Playbook.PlaybookID == (id.UUID{playbook}) && step.Name == "experiment" {
				return step
			}
		}
	}
	return decision.Step{}
}

func TestAVariantSpeaksAsItSays(t *testing.T) {
	t.Parallel()
	for variant, c := range map[string]struct {
		fired int
		said  []string
		step  string
	}{
		"control": {3, []string{"1 t", "2 t", "3 t"}, `In the experiment "words" the variant "control" lets this playbook speak as it is.`},
		"short":   {2, []string{"1 less", "3 t"}, `In the experiment "words" the variant "short" speaks in words of its own.`},
		"silent":  {3, []string{"3 t"}, `In the experiment "words" the variant "silent" holds back what this playbook would do.`},
	} {
		t.Run(variant, func(t *testing.T) {
			t.Parallel()
			decided := decide(tried(arms(only[variant]...)))
			require.Equal(t, c.said, titles(decided))
			require.Len(t, decided.Fired, c.fired)
			require.Equal(t, c.step, explained(t, decided, 1).Detail)
			require.Equal(t, []decision.Assignment{
				{ExperimentID: id.UUID{50}, Variant: variant, Playbooks: []playbook.Key{{1}, {2}}},
			}, decided.Assignments, "it counts through the experiment's playbooks, the one left out included")
		})
	}
}

func TestAHeldOutActionNamesItsExperiment(t *testing.T) {
	t.Parallel()
	decided := decide(tried(arms(only["silent"]...)))
	require.Equal(t, []decision.Reason{decision.ExperimentHoldout, decision.ExperimentHoldout}, reasons(decided))
	require.Equal(t, `The experiment is "words".`, decided.Suppressed[0].Detail)
}

func TestAPlaybookThatIsLeftOutDoesNotFireAndSaysWhy(t *testing.T) {
	t.Parallel()
	decided := decide(tried(arms(only["short"]...)))
	step := explained(t, decided, 2)
	require.False(t, step.Passed)
	require.Equal(t, `In the experiment "words" the variant "short" leaves this playbook out.`, step.Detail)
	require.Empty(t, reasons(decided), "what does not fire is not held back")
	require.Equal(t, decision.Step{}, explained(t, decided, 3), "no experiment is about it")
}

// Whether a decision counts is the same question for every variant: else their results
// could not be compared.
func TestEveryVariantCountsByTheSameRule(t *testing.T) {
	t.Parallel()
	never := func(_ *playbook.Definition, p *playbook.Program) { p.Conditions = []playbook.Condition{fails} }
	for name, c := range map[string]struct {
		published []playbook.Published
		counts    bool
	}{
		"one of its playbooks holds":         {[]playbook.Published{made(1, never), made(2)}, true},
		"none of its playbooks holds":        {[]playbook.Published{made(1, never), made(2, never), made(3)}, false},
		"another revision of the text's":     {[]playbook.Published{revised(made(1))}, false},
		"none of its playbooks is in force":  {[]playbook.Published{made(3)}, false},
		"only the one that short leaves out": {[]playbook.Published{made(2)}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for variant, weights := range only {
				in := inputs(c.published...)
				in.Experiments = experiment.NewRunning([]experiment.Experiment{arms(weights...)}, c.published, compiled)
				decided := decide(in)
				require.Equal(t, c.counts, len(decided.Assignments) == 1, variant)
			}
		})
	}
}

func revised(p playbook.Published) playbook.Published {
	p.Revision = 2
	return p
}

func TestATextOfAnotherRevisionIsNotSpokenAndSaysWhy(t *testing.T) {
	t.Parallel()
	published := []playbook.Published{revised(made(1))}
	in := inputs(published...)
	in.Experiments, in.Request.Explain = experiment.NewRunning([]experiment.Experiment{arms(only["short"]...)}, published, compiled), true
	decided := decide(in)
	require.Equal(t, []string{"1 t"}, titles(decided))
	require.Contains(t, explained(t, decided, 1).Detail, "not of the revision in force")
}

func TestWithoutASubjectTheControlSpeaksAndNobodyCounts(t *testing.T) {
	t.Parallel()
	in := tried(arms(only["silent"]...))
	in.Request.Actor, in.Request.Context.Place.RepoID = actor.Actor{}, ""
	decided := decide(in)
	require.Empty(t, decided.Assignments)
	require.NotContains(t, reasons(decided), decision.ExperimentHoldout)
	require.Contains(t, explained(t, decided, 1).Detail, "nothing is counted")
}

func TestOutsideItsScopeAnExperimentSaysNothing(t *testing.T) {
	t.Parallel()
	elsewhere := arms(only["silent"]...)
	elsewhere.Definition.Scope.Repositories = []string{"rival/*"}
	decided := decide(tried(elsewhere))
	require.Len(t, decided.Actions, 3)
	require.Empty(t, decided.Assignments)
	require.Equal(t, decision.Step{}, explained(t, decided, 1))
}

func TestAGlobalHoldoutMeetsEveryPlaybookAndBothCount(t *testing.T) {
	t.Parallel()
	whole := experiment.Experiment{ID: id.UUID{40}, Definition: experiment.Definition{
		Name: "quiet", Variants: []experiment.Variant{{Name: "talk", Control: true}, {Name: "none", Weight: 10_000, Holdout: true}},
	}}
	decided := decide(tried(arms(only["control"]...), whole))
	require.Empty(t, decided.Actions)
	require.Len(t, decided.Suppressed, 3)
	require.Equal(t, []decision.Assignment{
		{ExperimentID: id.UUID{40}, Variant: "none", Playbooks: []playbook.Key{{1}, {2}, {3}}},
		{ExperimentID: id.UUID{50}, Variant: "control", Playbooks: []playbook.Key{{1}, {2}}},
	}, decided.Assignments)
}

func TestAnActionCountsForTheExperimentsThatItsPlaybookIsIn(t *testing.T) {
	t.Parallel()
	decided := decide(tried(arms(only["control"]...)))
	require.Len(t, decided.ExperimentsThrough(playbook.Key{1}), 1)
	require.Empty(t, decided.ExperimentsThrough(playbook.Key{3}), "which is in none")
	decided.Assignments[0].Playbooks = nil
	require.Len(t, decided.ExperimentsThrough(playbook.Key{3}), 1, "an earlier release did not say which")
}

func TestAnActorKeepsItsVariantWhateverTheSignal(t *testing.T) {
	t.Parallel()
	e := arms(3000, 3000, 4000)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringN(1, 40, -1).Draw(t, "actor")
		in := tried(e)
		in.Request.Actor.ID = name
		in.Request.Context.Place.Branch = rapid.String().Draw(t, "branch")
		assigned := decide(in).Assignments
		require.Len(t, assigned, 1)
		number := e.Definition.Assign(e.ID, in.Request.Subject())
		require.Equal(t, e.Definition.Variants[number].Name, assigned[0].Variant)
	})
}

func TestADecisionWithExperimentsKeepsItsShape(t *testing.T) {
	t.Parallel()
	in := tried(arms(only["short"]...))
	in.Request.Explain = false
	decided := decide(in)
	document, err := decided.Document()
	require.NoError(t, err)
	golden(t, "document.experiments.v1.json", document)
	kept, err := decision.FromDocument(document)
	require.NoError(t, err)
	require.Equal(t, decided.Assignments, kept.Assignments)
	golden(t, "event.experiments.v1.json", canonical.Marshal(decided.Event(id.UUID{7}).Body))
	golden(t, "receipt.experiments.v1.json", decided.Receipt(0).Canonical())
}

// A tenant without experiments pays nothing for them.
//
//nolint:paralleltest // allocations are counted for the whole process
func TestWithoutExperimentsADecisionAllocatesNoMore(t *testing.T) {
	in := inputs(made(1), made(2))
	without := testing.AllocsPerRun(100, func() { decision.Evaluate(in) })
	in.Experiments = experiment.NewRunning([]experiment.Experiment{arms(only["control"]...)}, nil, compiled)
	aside := testing.AllocsPerRun(100, func() { decision.Evaluate(in) })
	require.InDelta(t, without, aside, 0, "nor does a playbook that no experiment is about")
	require.LessOrEqual(t, without, 2.0, "the matches and what became of them")
}
