package experiment_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// spoken is a playbook with a mirror and a mentor.
func spoken() playbook.Definition {
	return playbook.Definition{
		Name: "p", Version: "1", Triggers: []playbook.Trigger{{}},
		Actions: []playbook.Action{
			{Type: action.Mirror, Surfaces: action.Surfaces(), Title: "t"},
			{Type: action.Mentor, Surfaces: action.Surfaces(), Title: "t", Rationale: "r", Evidence: []string{"e"}},
		},
	}
}

func textPaths(d experiment.Definition, check func(playbook.Definition) []fault.Problem) []string {
	var found []string
	for _, problem := range d.TextProblems(map[experiment.Revision]playbook.Definition{
		{Playbook: id.UUID{1}, Number: 1}: spoken(),
	}, check) {
		found = append(found, problem.Path)
	}
	return found
}

func TestTextsAreHeldToTheRulesOfTheActionsThatTheyReplace(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text experiment.Text
		want []string
	}{
		"a mirror that states a fact":       {experiment.Text{Title: "Three runs failed"}, nil},
		"a mirror that prescribes":          {experiment.Text{Title: "t", Body: "You should look"}, []string{"variants[1].texts[0].body"}},
		"a title":                           {experiment.Text{}, []string{"variants[1].texts[0].title"}},
		"a mentor's reasons and evidence":   {experiment.Text{Action: 1, Title: "You should look"}, []string{"variants[1].texts[0].rationale", "variants[1].texts[0].evidence"}},
		"an action that is not there":       {experiment.Text{Action: 2, Title: "t"}, []string{"variants[1].texts[0].action"}},
		"a revision that is not there":      {experiment.Text{Revision: 2, Title: "t"}, []string{"variants[1].texts[0].revision"}},
		"a link that is longer than it may": {experiment.Text{Title: "t", Evidence: []string{"e", ""}}, []string{"variants[1].texts[0].evidence[1]"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := valid()
			c.text.PlaybookID, c.text.Revision = id.UUID{1}, max(c.text.Revision, 1)
			d.Variants[1].Texts = []experiment.Text{c.text}
			require.Equal(t, c.want, textPaths(d, playbook.Definition.Problems))
		})
	}
}

func TestOnlyWhatTheTextsSayIsToldOfThem(t *testing.T) {
	t.Parallel()
	check := func(d playbook.Definition) []fault.Problem {
		require.Equal(t, "t", d.Actions[1].Title, "the other action keeps its own")
		return []fault.Problem{{Path: "conditions[0]"}, {Path: "actions[1].title"}, {Path: "actions[0].surfaces[0]"}, {Path: "actions[0].title"}, {Path: ""}}
	}
	require.Equal(t, []string{"variants[1].texts[0].title", "variants[1].texts"}, textPaths(valid(), check))
}
