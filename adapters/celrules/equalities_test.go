package celrules_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/adapters/celrules"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// terms hold, do not, or cannot be evaluated.
var terms = []string{
	`signal.branch == "main"`, `"main" == signal.branch`, `signal.branch == "dev"`, `"dev" == signal.branch`,
	`signal.severity == "high"`, `signal.severity == ""`, `signal.branch == ""`, `signal.event_type == context.surface`,
	`actor.type == "human"`, `actor.id == "lee"`, `context.surface == "ci"`, `context.environment == "test"`,
	`signal.attributes.workflow == "build"`, `signal.attributes.nothing == "x"`, `signal.attributes.workflow > 3`,
	`signal.branch != "dev"`, `!(signal.branch == "dev")`, `(signal.branch == "dev" || actor.id == "ada")`, `has(signal.branch)`,
	`recent.exists(signal, signal.branch == "dev")`, `"main" == "main"`, `signal.branch.substring(2, 9) == ""`, `true`, `false`,
}

// Terms that are compared before the rest is evaluated change nothing of what comes out.
func TestAConjunctionIsWhatItsEvaluationSays(t *testing.T) {
	t.Parallel()
	rules := newRules(t)
	silent := failures(1)
	silent.Signal = nil
	rapid.Check(t, func(rt *rapid.T) {
		conjunction := strings.Join(rapid.SliceOfN(rapid.SampledFrom(terms), 1, 4).Draw(rt, "terms"), " && ")
		facts := rapid.SampledFrom([]*playbook.Facts{failures(1), silent}).Draw(rt, "facts")
		got, gotErr := ask(t, rules, conjunction, facts)
		want, wantErr := ask(t, rules, "[true].exists(x, "+conjunction+")", facts) // which is no conjunction
		require.Equal(rt, wantErr == nil, gotErr == nil, "%s: %v, %v", conjunction, wantErr, gotErr)
		require.Equal(rt, want, got, conjunction)
	})
}

func ask(t *testing.T, rules *celrules.Rules, condition string, facts *playbook.Facts) (bool, error) {
	t.Helper()
	return compiled(t, rules, conditions(condition)).Conditions[0](rules.Bind(facts))
}

//nolint:paralleltest // allocations are counted for the whole process
func TestWhatAFieldRulesOutIsNotEvaluated(t *testing.T) {
	rules := newRules(t)
	program := compiled(t, rules, conditions(`signal.attributes.count > 3 && (recent.exists(s, s.branch == "x") && signal.branch == "dev")`))
	env := rules.Bind(failures(50))
	require.Zero(t, testing.AllocsPerRun(100, func() { _, _ = program.Conditions[0](env) }))
}
