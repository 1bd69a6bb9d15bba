package celrules_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

var (
	branches = rapid.SampledFrom([]string{"main", "dev", "release/1", ""})
	kinds    = rapid.SampledFrom([]string{"ci.failed", "ci.passed", "deploy.failed"})
)

func recentSignals() *rapid.Generator[[]signal.Recent] {
	one := rapid.Custom(func(t *rapid.T) signal.Recent {
		return signal.Recent{
			EventType: kinds.Draw(t, "event"), Severity: signal.Severity(rapid.IntRange(0, 4).Draw(t, "severity")),
			Place: signal.Place{Branch: branches.Draw(t, "branch")}, OccurredAt: noon,
		}
	})
	return rapid.SliceOfN(one, 0, signal.RecentLimit)
}

// What a condition counts is what a loop in Go counts.
func TestCountingConditionEqualsALoop(t *testing.T) {
	t.Parallel()
	rules := newRules(t)
	rapid.Check(t, func(rt *rapid.T) {
		facts := &playbook.Facts{Recent: recentSignals().Draw(rt, "recent"), Now: noon}
		kind, branch := kinds.Draw(rt, "kind"), branches.Draw(rt, "at")
		least := signal.Severity(rapid.IntRange(0, 4).Draw(rt, "least"))
		want := 0
		for _, s := range facts.Recent {
			if s.EventType == kind && s.Place.Branch == branch && s.Severity >= least {
				want++
			}
		}
		text := fmt.Sprintf(`recent.filter(s, s.event_type == %q && s.branch == %q && at_least(s.severity, %q)).size() == %d`,
			kind, branch, least.String(), want)
		ok, err := compiled(t, rules, conditions(text)).Conditions[0](rules.Bind(facts))
		require.NoError(rt, err)
		require.True(rt, ok, text)
	})
}

// Fixed text stands in the rendered title as it was written.
func TestFixedTextIsKept(t *testing.T) {
	t.Parallel()
	rules := newRules(t)
	plain := rapid.StringMatching(`[a-zA-Z üß.'"]{0,20}`)
	rapid.Check(t, func(rt *rapid.T) {
		before, after, number := plain.Draw(rt, "before"), plain.Draw(rt, "after"), rapid.Int32().Draw(rt, "number")
		text := fmt.Sprintf("%s{{ %d }}%s", before, number, after)
		got, err := compiled(t, rules, title(text)).Actions[0].Title(rules.Bind(&playbook.Facts{}))
		require.NoError(rt, err)
		require.Equal(rt, fmt.Sprintf("%s%d%s", before, number, after), got)
	})
}

// Whatever a string literal holds is what the template writes.
func TestLiteralIsWrittenAsItStands(t *testing.T) {
	t.Parallel()
	rules := newRules(t)
	rapid.Check(t, func(rt *rapid.T) {
		value := rapid.StringMatching(`[a-z{}'\\" ]{0,20}`).Draw(rt, "value")
		escaped := strings.NewReplacer(`\`, `\\`, `'`, `\'`, `"`, `\"`).Replace(value)
		got, err := compiled(t, rules, title(`{{ '`+escaped+`' }}`)).Actions[0].Title(rules.Bind(&playbook.Facts{}))
		require.NoError(rt, err)
		require.Equal(rt, value, got)
	})
}
