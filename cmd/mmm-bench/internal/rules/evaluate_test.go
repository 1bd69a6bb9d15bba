package rules_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/celrules"
	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/rules"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// mostAllocations is what an evaluation may allocate, however many playbooks there are.
const mostAllocations = 10

// evaluation answers what a decision does to find out which of the playbooks fire:
// bind the facts, match the triggers, ask the conditions.
func evaluation(tb testing.TB, count int) func() decision.Evaluated {
	tb.Helper()
	compiler, err := celrules.New(celrules.DefaultCapacity)
	require.NoError(tb, err)
	facts, index := rules.Facts(), playbook.NewIndex(rules.Published(rules.Rules(count), compiler))
	return func() decision.Evaluated {
		return decision.Evaluate(&decision.Inputs{Playbooks: index, Facts: *facts, Env: compiler.Bind(facts)})
	}
}

func TestTenMatchAndTwoFireHoweverManyThereAre(t *testing.T) {
	t.Parallel()
	for _, count := range []int{rules.Matching, 10_000} {
		evaluated := evaluation(t, count)()
		require.Len(t, evaluated, rules.Matching)
		require.Len(t, evaluated.Fired(), rules.Holding)
	}
}

//nolint:paralleltest // allocations are counted for the whole process
func TestAnEvaluationAllocatesLittleHoweverManyThereAre(t *testing.T) {
	for _, count := range []int{rules.Matching, 10_000} {
		evaluate := evaluation(t, count)
		require.LessOrEqual(t, testing.AllocsPerRun(100, func() { evaluate() }), float64(mostAllocations), "of %d", count)
	}
}

// BenchmarkEvaluate shows what the evaluation of one decision costs, and that it
// follows what matches, not what there is.
func BenchmarkEvaluate(b *testing.B) {
	for _, count := range []int{rules.Matching, 10_000} {
		b.Run(fmt.Sprintf("engine/%d of %d", rules.Matching, count), func(b *testing.B) {
			evaluate := evaluation(b, count)
			evaluate()
			b.ReportAllocs()
			for b.Loop() {
				evaluate()
			}
		})
	}
}
