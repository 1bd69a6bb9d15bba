package celrules_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/celrules"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// repeatedFailures is the example of product.md.
func repeatedFailures() playbook.Definition {
	return playbook.Definition{
		Name: "repeated-ci-failures", Version: "1.2.0",
		Conditions: []string{
			`recent.filter(s, s.event_type == "ci.failed" && s.repo_id == signal.repo_id).size() >= 3`,
		},
		Actions: []playbook.Action{{
			Type: action.Mirror, Surfaces: []action.Surface{action.IDE, action.CI},
			Title:    `{{ recent.filter(s, s.event_type == 'ci.failed').size() }} runs failed on {{ context.branch }} in a day`,
			Body:     `The last failing job was {{ signal.attributes.workflow }}.`,
			Evidence: []string{`{{ signal.attributes.url }}`},
		}},
	}
}

// failures are the facts of a signal with n failed runs lately, its own among them.
func failures(n int) *playbook.Facts {
	place := signal.Place{RepoID: "acme/shop", Branch: "main", FilePath: "src/cart.go", Environment: "prod"}
	current := signal.Signal{
		ID: "s0", ActorID: "ada", ActorType: actor.Human, Source: "github", EventType: "ci.failed",
		Severity: signal.High, OccurredAt: noon.Add(-time.Minute), Place: place,
		Attributes: map[string]any{
			"workflow": "build", "url": "https://example.org/runs/7", "count": float64(3), "flaky": true,
		},
	}
	facts := &playbook.Facts{
		Signal: &current, Actor: actor.Actor{ID: "ada", Type: actor.Human, Roles: []string{"developer"}},
		Context:   playbook.Context{Place: place, Surface: action.CI, EvaluationPoint: "pre-merge"},
		Behaviour: []playbook.Behaviour{{Dimension: "focus", SignalType: "switching", Score: 0.75, Severity: signal.Low, CreatedAt: noon}},
		Outcomes:  map[string]int64{"dismissed": 2},
		Now:       noon,
	}
	for range n {
		facts.Recent = append(facts.Recent, current.Metadata())
	}
	return facts
}

func newRules(tb testing.TB) *celrules.Rules {
	tb.Helper()
	rules, err := celrules.New(celrules.DefaultCapacity)
	require.NoError(tb, err)
	return rules
}

func compiled(tb testing.TB, rules *celrules.Rules, definition playbook.Definition) *playbook.Program {
	tb.Helper()
	program, err := rules.Compile(definition)
	require.NoError(tb, err)
	return program
}

func TestExampleOfTheSpecificationFiresFromTheThirdFailure(t *testing.T) {
	t.Parallel()
	rules := newRules(t)
	require.Empty(t, rules.Check(repeatedFailures()))
	program := compiled(t, rules, repeatedFailures())
	for n, fires := range map[int]bool{0: false, 2: false, 3: true, 50: true} {
		holds, err := program.Conditions[0](rules.Bind(failures(n)))
		require.NoError(t, err)
		require.Equal(t, fires, holds, "with %d failures", n)
	}
}

func TestExampleOfTheSpecificationRenders(t *testing.T) {
	t.Parallel()
	rules := newRules(t)
	program := compiled(t, rules, repeatedFailures()).Actions[0]
	env := rules.Bind(failures(4))
	for want, template := range map[string]playbook.Template{
		"4 runs failed on main in a day":  program.Title,
		"The last failing job was build.": program.Body,
		"":                                program.Rationale,
		"https://example.org/runs/7":      program.Evidence[0],
	} {
		got, err := template(env)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}
