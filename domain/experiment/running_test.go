package experiment_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

func inForce() []playbook.Published {
	return []playbook.Published{
		{Playbook: id.UUID{1}, Revision: 1, Definition: spoken()}, {Playbook: id.UUID{2}, Revision: 1, Definition: spoken()},
	}
}

func compiles(playbook.Definition) (*playbook.Program, error) { return &playbook.Program{}, nil }

func facts() *playbook.Facts {
	return &playbook.Facts{Context: playbook.Context{Surface: action.IDE, Place: signal.Place{RepoID: "acme/shop"}}}
}

// onlyVariant gives everybody the variant.
func onlyVariant(d experiment.Definition, number int) experiment.Definition {
	for i := range d.Variants {
		d.Variants[i].Weight = 0
	}
	d.Variants[number].Weight = experiment.Whole
	return d
}

func rule(t *testing.T, d experiment.Definition, key playbook.Key, subject signal.Subject) experiment.Ruling {
	t.Helper()
	e := experiment.New(id.UUID{5}, "acme", d, noon())
	trial := experiment.NewRunning([]experiment.Experiment{e}, inForce(), compiles).About(key)[0]
	require.NotNil(t, trial)
	ruling, covered := trial.Rule(facts(), subject)
	require.True(t, covered)
	return ruling
}

func TestWithoutExperimentsNothingRuns(t *testing.T) {
	t.Parallel()
	require.Nil(t, experiment.NewRunning(nil, inForce(), compiles))
}

func TestEachVariantMakesOfAPlaybookWhatItSays(t *testing.T) {
	t.Parallel()
	control := rule(t, onlyVariant(valid(), 0), id.UUID{1}, "actor:kim")
	require.Equal(t, experiment.Ruling{
		Experiment: id.UUID{5}, Name: "shorter words", Variant: "control", Assigned: true, Sound: true, Speaks: true,
	}, control)
	short := rule(t, onlyVariant(valid(), 1), id.UUID{1}, "actor:kim")
	require.Equal(t, "short", short.Variant)
	require.Equal(t, spoken().Conditions, short.Spoken.Definition.Conditions)
	require.Equal(t, 1, short.Spoken.Revision)
	require.False(t, rule(t, onlyVariant(valid(), 1), id.UUID{2}, "actor:kim").Speaks, "it is not selected")
	silent := rule(t, onlyVariant(valid(), 2), id.UUID{2}, "actor:kim")
	require.True(t, silent.Holdout)
	for _, ruling := range []experiment.Ruling{control, short, silent} {
		require.True(t, ruling.Exposed(), "every arm counts by the same rule")
	}
}

func TestWithoutASubjectItIsAsUnderTheControlAndNobodyCounts(t *testing.T) {
	t.Parallel()
	ruling := rule(t, onlyVariant(valid(), 2), id.UUID{1}, "")
	require.Equal(t, "control", ruling.Variant)
	require.False(t, ruling.Exposed())
}

func TestATextOfAnotherRevisionSpoilsThePlaybookForEveryVariant(t *testing.T) {
	t.Parallel()
	for number := range valid().Variants {
		d := onlyVariant(valid(), number)
		d.Variants[1].Texts[0].Revision = 2
		ruling := rule(t, d, id.UUID{1}, "actor:kim")
		require.Nil(t, ruling.Spoken)
		require.False(t, ruling.Exposed())
		other := rule(t, d, id.UUID{2}, "actor:kim")
		require.True(t, other.Exposed(), "the other playbook has no such text")
	}
}

func TestATextThatNoLongerCompilesSpoilsThePlaybookForEveryVariant(t *testing.T) {
	t.Parallel()
	for number := range valid().Variants {
		e := experiment.New(id.UUID{5}, "acme", onlyVariant(valid(), number), noon())
		trial := experiment.NewRunning([]experiment.Experiment{e}, inForce(), func(playbook.Definition) (*playbook.Program, error) {
			return nil, errNoCompile
		}).About(id.UUID{1})[0]
		ruling, _ := trial.Rule(facts(), "actor:kim")
		require.Nil(t, ruling.Spoken)
		require.False(t, ruling.Exposed())
	}
}

func TestAScopeCoversAsATriggerMatches(t *testing.T) {
	t.Parallel()
	for name, scope := range map[string]experiment.Scope{
		"surface":     {Surfaces: []action.Surface{action.CI}},
		"repository":  {Repositories: []string{"rival/*"}},
		"environment": {Environments: []string{"production"}},
		"actor type":  {ActorTypes: []string{"ai_agent"}},
	} {
		d := valid()
		d.Scope = scope
		e := experiment.New(id.UUID{5}, "acme", d, noon())
		_, covered := experiment.NewRunning([]experiment.Experiment{e}, inForce(), compiles).About(id.UUID{1})[0].Rule(facts(), "actor:kim")
		require.False(t, covered, name)
	}
}

func TestAPlaybookTakesPartInWhatNamesItAndInWhatIsAboutAll(t *testing.T) {
	t.Parallel()
	whole := valid()
	whole.Playbooks, whole.Variants = nil, []experiment.Variant{
		{Name: "c", Weight: 9000, Control: true}, {Name: "h", Weight: 1000, Holdout: true},
	}
	require.Empty(t, whole.Problems())
	running := experiment.NewRunning([]experiment.Experiment{
		experiment.New(id.UUID{5}, "acme", valid(), noon()), experiment.New(id.UUID{6}, "acme", whole, noon()),
	}, inForce(), compiles)
	named := running.About(id.UUID{1})
	require.NotNil(t, named[0])
	require.NotNil(t, named[1])
	other := running.About(id.UUID{9})
	require.Nil(t, other[0])
	require.NotNil(t, other[1])
}

func TestAVariantsWordsTakeThePlaceOfGeneratedOnesToo(t *testing.T) {
	t.Parallel()
	published, d := inForce(), onlyVariant(valid(), 1)
	published[0].Definition.Actions[1].LLM = &playbook.Generation{Prompt: "p", SystemPromptID: "s", MaxTokens: 1}
	d.Variants[1].Texts[0].Action = 1
	e := experiment.New(id.UUID{5}, "acme", d, noon())
	ruling, _ := experiment.NewRunning([]experiment.Experiment{e}, published, compiles).About(id.UUID{1})[0].Rule(facts(), "actor:kim")
	require.Nil(t, ruling.Spoken.Definition.Actions[1].LLM)
	require.NotNil(t, published[0].Definition.Actions[1].LLM)
}
