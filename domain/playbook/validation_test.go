package playbook_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

func long(n int) string { return strings.Repeat("x", n) }

// valid has a mirror and a mentor, so that both sets of rules can be broken.
func valid() playbook.Definition {
	return playbook.Definition{
		Name: "repeated-ci-failures", Version: "1.2.0",
		Triggers:   []playbook.Trigger{{EventTypes: []string{"ci.failed"}, MinSeverity: "medium"}},
		Conditions: []string{"true"},
		Actions: []playbook.Action{
			{Type: action.Mirror, Surfaces: []action.Surface{action.IDE}, Title: "Three runs failed"},
			{
				Type: action.Mentor, Surfaces: []action.Surface{action.CI}, Title: "You should look",
				Rationale: "Twice the usual rate.", Evidence: []string{"https://example.org"},
				LLM: &playbook.Generation{Prompt: "Explain.", SystemPromptID: "mentor", MaxTokens: 100},
			},
		},
	}
}

func paths(d playbook.Definition) []string {
	found := []string{}
	for _, problem := range d.Problems() {
		found = append(found, problem.Path)
	}
	return found
}

func TestDefinitionWithinItsBoundsHasNoProblems(t *testing.T) {
	t.Parallel()
	require.Empty(t, valid().Problems())
	require.Empty(t, valid().Normalised().Problems())
	d := valid()
	d.Name, d.Description, d.Owner, d.Version = long(128), long(4096), long(128), long(128)
	d.Triggers = slices.Repeat(d.Triggers, 16)
	d.Conditions = slices.Repeat([]string{long(4096)}, 16)
	d.Actions = slices.Repeat(d.Actions, 4)
	d.Limits = playbook.Limits{Priority: 1000, MaxPerActorPerDay: 1000, CooldownMinutes: 1440}
	require.Empty(t, d.Problems())
}

func TestEveryProblemOfADefinitionHasItsPath(t *testing.T) {
	t.Parallel()
	token := "gh" + "p_" + strings.Repeat("a1B2", 9)
	for path, change := range map[string]func(*playbook.Definition){
		"name":                            func(d *playbook.Definition) { d.Name = "" },
		"description":                     func(d *playbook.Definition) { d.Description = long(4097) },
		"owner":                           func(d *playbook.Definition) { d.Owner = token },
		"version":                         func(d *playbook.Definition) { d.Version = long(129) },
		"mode":                            func(d *playbook.Definition) { d.Mode = "loud" },
		"triggers":                        func(d *playbook.Definition) { d.Triggers = nil },
		"triggers[0].event_types":         func(d *playbook.Definition) { d.Triggers[0].EventTypes = slices.Repeat([]string{"x"}, 65) },
		"triggers[0].event_types[0]":      func(d *playbook.Definition) { d.Triggers[0].EventTypes[0] = "" },
		"triggers[0].sources[0]":          func(d *playbook.Definition) { d.Triggers[0].Sources = []string{long(257)} },
		"triggers[0].min_severity":        func(d *playbook.Definition) { d.Triggers[0].MinSeverity = "HIGH" },
		"triggers[0].surfaces[0]":         func(d *playbook.Definition) { d.Triggers[0].Surfaces = []action.Surface{"pager"} },
		"triggers[0].actor_types[0]":      func(d *playbook.Definition) { d.Triggers[0].ActorTypes = []string{"service"} },
		"triggers[0].roles[0]":            func(d *playbook.Definition) { d.Triggers[0].Roles = []string{""} },
		"triggers[0].repositories[0]":     func(d *playbook.Definition) { d.Triggers[0].Repositories = []string{""} },
		"triggers[0].branches[0]":         func(d *playbook.Definition) { d.Triggers[0].Branches = []string{""} },
		"triggers[0].environments[0]":     func(d *playbook.Definition) { d.Triggers[0].Environments = []string{""} },
		"conditions":                      func(d *playbook.Definition) { d.Conditions = slices.Repeat([]string{"true"}, 17) },
		"conditions[0]":                   func(d *playbook.Definition) { d.Conditions[0] = "" },
		"actions[0].surfaces":             func(d *playbook.Definition) { d.Actions[0].Surfaces = nil },
		"actions[0].surfaces[0]":          func(d *playbook.Definition) { d.Actions[0].Surfaces[0] = action.Background },
		"actions[0].title":                func(d *playbook.Definition) { d.Actions[0].Title = "" },
		"actions[0].body":                 func(d *playbook.Definition) { d.Actions[0].Body = "You must look." },
		"actions[0].rationale":            func(d *playbook.Definition) { d.Actions[0].Rationale = long(4097) },
		"actions[0].evidence[0]":          func(d *playbook.Definition) { d.Actions[0].Evidence = []string{""} },
		"actions[0].expires_in_minutes":   func(d *playbook.Definition) { d.Actions[0].ExpiresInMinutes = -1 },
		"actions[0].llm":                  func(d *playbook.Definition) { d.Actions[0].LLM = d.Actions[1].LLM },
		"actions[1].rationale":            func(d *playbook.Definition) { d.Actions[1].Rationale = "" },
		"actions[1].evidence":             func(d *playbook.Definition) { d.Actions[1].Evidence = nil },
		"actions[1].llm.prompt":           func(d *playbook.Definition) { d.Actions[1].LLM.Prompt = "" },
		"actions[1].llm.system_prompt_id": func(d *playbook.Definition) { d.Actions[1].LLM.SystemPromptID = "" },
		"actions[1].llm.max_tokens":       func(d *playbook.Definition) { d.Actions[1].LLM.MaxTokens = 4097 },
		"on_quiet":                        func(d *playbook.Definition) { d.OnQuiet = "shout" },
		"limits.priority":                 func(d *playbook.Definition) { d.Limits.Priority = 1001 },
		"limits.max_per_actor_per_day":    func(d *playbook.Definition) { d.Limits.MaxPerActorPerDay = -1 },
		"limits.max_per_type_per_day":     func(d *playbook.Definition) { d.Limits.MaxPerTypePerDay = 1001 },
		"limits.max_per_repo_per_day":     func(d *playbook.Definition) { d.Limits.MaxPerRepoPerDay = 1001 },
		"limits.cooldown_minutes":         func(d *playbook.Definition) { d.Limits.CooldownMinutes = 1441 },
	} {
		d := valid()
		change(&d)
		require.Equal(t, []string{path}, paths(d))
		require.NotContains(t, fmt.Sprint(d.Problems()), token)
	}
}

func TestActionsAreOneToEightOfAKnownType(t *testing.T) {
	t.Parallel()
	d := valid()
	d.Actions = nil
	require.Equal(t, []string{"actions"}, paths(d))
	d.Actions = slices.Repeat(valid().Actions[:1], 9)
	require.Equal(t, []string{"actions"}, paths(d))
	d = valid()
	d.Actions[0].Type = "gate"
	require.Contains(t, paths(d), "actions[0].type")
}

func TestEveryProblemIsToldAtOnce(t *testing.T) {
	t.Parallel()
	d := playbook.Definition{Actions: []playbook.Action{{Type: action.Multiplier}}}
	require.Equal(t, []string{
		"name", "version", "triggers", "actions[0].surfaces", "actions[0].title", "actions[0].rationale", "actions[0].evidence",
	}, paths(d))
}

func TestDefaultsAreWrittenOutAndConsentIsForced(t *testing.T) {
	t.Parallel()
	d := valid()
	d.Actions[1].Type, d.Actions[0].ExpiresInMinutes = action.Multiplier, 5
	n := d.Normalised()
	require.Equal(t, playbook.Live, n.Mode)
	require.Equal(t, playbook.Drop, n.OnQuiet)
	require.Equal(t, []int{5, playbook.DefaultExpiry}, []int{n.Actions[0].ExpiresInMinutes, n.Actions[1].ExpiresInMinutes})
	require.Equal(t, []bool{false, true}, []bool{n.Actions[0].RequiresConsent, n.Actions[1].RequiresConsent})
	require.False(t, d.Actions[1].RequiresConsent, "what was given is not changed")
	require.Equal(t, n, n.Normalised())
}
