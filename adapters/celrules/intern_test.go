package celrules_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/celrules"
)

func TestSameExpressionIsCompiledOnceWhoeverAsks(t *testing.T) {
	t.Parallel()
	rules := newRules(t)
	const askers = 16
	got := make([]any, askers)
	var done sync.WaitGroup
	for i := range askers {
		done.Go(func() { got[i] = rules.Interned(`signal.branch == "main"`) })
	}
	done.Wait()
	for _, one := range got {
		require.Same(t, got[0], one)
	}
	require.NotSame(t, got[0], rules.Interned(`signal.branch == "other"`))
}

func TestKeptExpressionsAreBoundedAndCompileAgain(t *testing.T) {
	t.Parallel()
	rules, err := celrules.New(10)
	require.NoError(t, err)
	for i := range 200 {
		require.Empty(t, rules.Check(conditions(fmt.Sprintf("recent.size() > %d", i))))
	}
	require.LessOrEqual(t, rules.Known(), 10)
	require.Empty(t, rules.Check(conditions("recent.size() > 0")))
}

func TestWhatHasProblemsIsNotKept(t *testing.T) {
	t.Parallel()
	rules := newRules(t)
	first := rules.Check(conditions(`nope`))
	require.NotEmpty(t, first)
	require.Equal(t, first, rules.Check(conditions(`nope`)))
	require.Zero(t, rules.Known())
}

func TestProgramsMayBeReadFromManyGoroutines(t *testing.T) {
	t.Parallel()
	rules := newRules(t)
	program := compiled(t, rules, repeatedFailures())
	var done sync.WaitGroup
	for n := range 8 {
		done.Go(func() {
			for range 50 {
				ok, err := program.Conditions[0](rules.Bind(failures(n)))
				if err != nil || ok != (n >= 3) {
					t.Errorf("with %d failures: %v, %v", n, ok, err)
				}
			}
		})
	}
	done.Wait()
}
