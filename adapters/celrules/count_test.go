package celrules_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What is counted without its list is counted right, wherever the filter stands.
func TestTheSizeOfAFilterIsHowOftenItHolds(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`recent.filter(s, s.severity == "high").size() == 2`, `size(recent.filter(s, s.severity == "high")) == 2`,
		`recent.filter(s, false).size() == 0`, `[].filter(s, true).size() == 0`, `behaviour.filter(b, b.score > 0.5).size() == 1`,
		`recent.filter(a, recent.filter(b, a.repo_id == b.repo_id).size() == 2).size() == 2`,
		`recent.filter(s, s.severity == "high").filter(s, s.branch == "dev").size() == 0`,
		`recent.filter(s, true).map(s, s.branch).size() == 2`, `recent.map(s, s.severity == "high", s).size() == 2`,
		`{"a": 1, "b": 2}.filter(k, k == "a").size() == 1`, `actor.roles.filter(r, r == "developer").size() == 1`,
		`recent.filter(s, true).size() == recent.size() && recent.filter(s, true)[0].signal_id == "s0"`,
		`"filter".size() == 6 && size("filter") == 6 && size(recent) == 2`,
	} {
		ok, err := holds(t, text, failures(2))
		require.NoError(t, err, text)
		require.True(t, ok, text)
	}
}

func TestACountFailsAsItsFilterDoes(t *testing.T) {
	t.Parallel()
	const filter = `recent.filter(s, s.signal_id.substring(5, 9) == "")`
	_, counted := holds(t, filter+`.size() == 0`, failures(1))
	_, listed := holds(t, filter+`.map(s, s).size() == 0`, failures(1))
	require.Error(t, counted)
	require.Equal(t, listed.Error(), counted.Error())

	rules := newRules(t)
	require.Equal(t, rules.Check(conditions(`recent.filter(s, s.nothing).map(s, s).size() == 0`)),
		rules.Check(conditions(`recent.filter(s, s.nothing).size() == 0`)))
}

//nolint:paralleltest // allocations are counted for the whole process
func TestACountAllocatesNothingForWhatItCounts(t *testing.T) {
	rules := newRules(t)
	program := compiled(t, rules, conditions(`recent.filter(s, s.branch == "main").size() > 3`))
	counts := func(recent int) float64 {
		env := rules.Bind(failures(recent))
		return testing.AllocsPerRun(100, func() { _, _ = program.Conditions[0](env) })
	}
	require.InDelta(t, counts(1), counts(50), 1)
}
