package experiment_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// valid has a control, other words and a holdout, so that every rule can be broken.
func valid() experiment.Definition {
	return experiment.Definition{
		Name:  "shorter words",
		Scope: experiment.Scope{Surfaces: []action.Surface{action.IDE}, Repositories: []string{"acme/*"}},
		Playbooks: []playbook.Key{
			{1}, {2},
		},
		Variants: []experiment.Variant{
			{Name: "control", Weight: 5000, Control: true},
			{
				Name: "short", Weight: 4000, Playbooks: []playbook.Key{{1}},
				Texts: []experiment.Text{{PlaybookID: id.UUID{1}, Revision: 1, Title: "t"}},
			},
			{Name: "silent", Weight: 1000, Holdout: true},
		},
	}
}

func paths(d experiment.Definition) []string {
	var found []string
	for _, problem := range d.Problems() {
		found = append(found, problem.Path)
	}
	return found
}

func TestAValidDefinitionHasNoProblems(t *testing.T) {
	t.Parallel()
	require.Empty(t, valid().Problems())
}

func TestEveryRuleIsToldWithItsPath(t *testing.T) {
	t.Parallel()
	type d = experiment.Definition
	cases := map[string]struct {
		breaks func(*d)
		want   string
	}{
		"a name":                               {func(d *d) { d.Name = " " }, "name"},
		"a name's length":                      {func(d *d) { d.Name = strings.Repeat("x", 129) }, "name"},
		"a description's length":               {func(d *d) { d.Description = strings.Repeat("x", 4097) }, "description"},
		"a surface":                            {func(d *d) { d.Scope.Surfaces = []action.Surface{"fax"} }, "scope.surfaces[0]"},
		"an actor type":                        {func(d *d) { d.Scope.ActorTypes = []string{"human", "dog"} }, "scope.actor_types[1]"},
		"a repository":                         {func(d *d) { d.Scope.Repositories = []string{""} }, "scope.repositories[0]"},
		"a playbook once":                      {func(d *d) { d.Playbooks = []playbook.Key{{1}, {2}, {1}} }, "playbooks[2]"},
		"few playbooks":                        {func(d *d) { d.Playbooks = many(101) }, "playbooks"},
		"two variants":                         {func(d *d) { d.Variants = d.Variants[:1]; d.Variants[0].Weight = 10_000 }, "variants"},
		"few variants":                         {func(d *d) { d.Variants = append(d.Variants, named(8)...) }, "variants"},
		"weights that sum to the whole":        {func(d *d) { d.Variants[0].Weight++ }, "variants"},
		"no negative weight":                   {func(d *d) { d.Variants[2].Weight, d.Variants[0].Weight = -1, 6001 }, "variants[2].weight"},
		"a control":                            {func(d *d) { d.Variants[0].Control = false }, "variants"},
		"one control":                          {func(d *d) { d.Variants[1].Control, d.Variants[1].Texts = true, nil }, "variants"},
		"a variant's name":                     {func(d *d) { d.Variants[1].Name = "" }, "variants[1].name"},
		"names apart":                          {func(d *d) { d.Variants[2].Name = "short" }, "variants[2].name"},
		"a control that is no holdout":         {func(d *d) { d.Variants[0].Holdout = true }, "variants[0].holdout"},
		"a control in its own words":           {func(d *d) { d.Variants[0].Texts = d.Variants[1].Texts }, "variants[0].texts"},
		"a holdout without words":              {func(d *d) { d.Variants[1].Holdout = true }, "variants[1].holdout"},
		"a selection of its own playbooks":     {func(d *d) { d.Variants[0].Playbooks = []playbook.Key{{1}, {9}} }, "variants[0].playbooks[1]"},
		"a text of its own playbooks":          {func(d *d) { d.Variants[1].Texts[0].PlaybookID = id.UUID{9} }, "variants[1].texts[0].playbook_id"},
		"a text of a playbook that speaks":     {func(d *d) { d.Variants[1].Texts[0].PlaybookID = id.UUID{2} }, "variants[1].texts[0].playbook_id"},
		"a text's revision":                    {func(d *d) { d.Variants[1].Texts[0].Revision = 0 }, "variants[1].texts[0].revision"},
		"one revision of a playbook":           {func(d *d) { addText(d, experiment.Text{PlaybookID: id.UUID{1}, Revision: 2, Action: 1}) }, "variants[1].texts[1].revision"},
		"a text's action":                      {func(d *d) { d.Variants[1].Texts[0].Action = 8 }, "variants[1].texts[0].action"},
		"one text an action":                   {func(d *d) { addText(d, d.Variants[1].Texts[0]) }, "variants[1].texts[1].action"},
		"few texts":                            {func(d *d) { d.Variants[1].Texts = make([]experiment.Text, 51) }, "variants"},
		"words only where there are playbooks": {func(d *d) { d.Playbooks = nil }, "variants[1].playbooks[0]"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			broken := valid()
			c.breaks(&broken)
			require.Contains(t, paths(broken), c.want)
		})
	}
}

func many(count int) []playbook.Key {
	keys := make([]playbook.Key, count)
	for i := range keys {
		keys[i] = playbook.Key{byte(i + 1), 1}
	}
	return keys
}

func named(count int) []experiment.Variant {
	variants := make([]experiment.Variant, count)
	for i := range variants {
		variants[i].Name = strings.Repeat("v", i+1)
	}
	return variants
}

func addText(d *experiment.Definition, text experiment.Text) {
	d.Variants[1].Texts = append(d.Variants[1].Texts, text)
}

func TestEveryProblemIsToldAtOnce(t *testing.T) {
	t.Parallel()
	broken := valid()
	broken.Name, broken.Variants[0].Weight, broken.Variants[0].Control, broken.Variants[1].Name = "", 1, false, "silent"
	require.Equal(t, []string{"name", "variants[2].name", "variants"}, paths(broken))
	whole := broken.Problems()[2].Message
	require.Contains(t, whole, "sum to 10000")
	require.Contains(t, whole, "exactly one")
}

func TestADefinitionReadsBackAsItWasStored(t *testing.T) {
	t.Parallel()
	want := valid()
	want.Scope.Surfaces, want.Variants[2].Texts = []action.Surface{}, []experiment.Text{}
	text, err := json.Marshal(want.Normalised())
	require.NoError(t, err)
	var got experiment.Definition
	require.NoError(t, json.Unmarshal(text, &got))
	require.Equal(t, want.Normalised(), got)
}

// Whatever a document holds, it is judged and not fallen over; what is valid assigns.
func FuzzDefinition(f *testing.F) {
	text, err := json.Marshal(valid())
	require.NoError(f, err)
	f.Add(string(text))
	f.Add(`{"variants":[{},{"texts":[{"action":-1}]}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		var d experiment.Definition
		if json.Unmarshal([]byte(text), &d) != nil {
			return
		}
		if len(d.Problems()) == 0 {
			number := d.Assign(id.UUID{1}, "actor:kim")
			require.Positive(t, d.Variants[number].Weight)
		}
		d.TextProblems(map[experiment.Revision]playbook.Definition{{Playbook: id.UUID{1}, Number: 1}: {}}, playbook.Definition.Problems)
	})
}
