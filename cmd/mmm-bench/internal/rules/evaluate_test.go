package rules_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/rules"
	"github.com/mmm-engine/mmm-engine/domain/decision"
)

// mostAllocations is what an evaluation may allocate, however many playbooks there are.
// CEL allocates twice when it orders a number that a signal's attributes hold.
var mostAllocations = map[rules.Kind]float64{rules.Equalities: 5, rules.Thresholds: 22}

// each runs the test for both kinds of conditions, with few and with many playbooks.
func each(test func(name string, all []rules.Rule)) {
	for _, kind := range []rules.Kind{rules.Equalities, rules.Thresholds} {
		for _, count := range []int{rules.Matching, 10_000} {
			test(fmt.Sprintf("%s/%d of %d", kind, rules.Matching, count), rules.Rules(count, kind))
		}
	}
}

func engine(tb testing.TB, all []rules.Rule) func() decision.Evaluated {
	tb.Helper()
	evaluate, err := rules.Engine(all)
	require.NoError(tb, err)
	return evaluate
}

func TestTenMatchAndTwoFireHoweverManyThereAre(t *testing.T) {
	t.Parallel()
	each(func(name string, all []rules.Rule) {
		evaluated := engine(t, all)()
		require.Len(t, evaluated, rules.Matching, name)
		require.Equal(t, []int{0, 1}, rules.Numbers(evaluated), name)
	})
}

//nolint:paralleltest // allocations are counted for the whole process
func TestAnEvaluationAllocatesLittleHoweverManyThereAre(t *testing.T) {
	each(func(name string, all []rules.Rule) {
		evaluate := engine(t, all)
		require.LessOrEqual(t, testing.AllocsPerRun(100, func() { evaluate() }), mostAllocations[all[0].Kind], name)
	})
}

// BenchmarkEvaluate shows what the evaluation of one decision costs, and that it
// follows what matches, not what there is.
func BenchmarkEvaluate(b *testing.B) {
	each(func(name string, all []rules.Rule) {
		b.Run(name, func(b *testing.B) {
			evaluate := engine(b, all)
			evaluate()
			b.ReportAllocs()
			for b.Loop() {
				evaluate()
			}
		})
	})
}
