package celrules_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/celrules"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

func TestExampleOfTheSpecificationCostsLittleOfWhatIsAllowed(t *testing.T) {
	t.Parallel()
	cost, ok := newRules(t).Cost(repeatedFailures().Conditions[0])
	require.True(t, ok)
	require.Less(t, cost, uint64(celrules.MaxExpressionCost/20))
}

func TestCostIsBoundedAtSave(t *testing.T) {
	t.Parallel()
	for text, allowed := range map[string]bool{
		`recent.exists(a, recent.exists(b, a.repo_id == b.repo_id))`:                                 true,
		`recent.exists(a, recent.exists(b, recent.exists(c, true)))`:                                 false,
		`recent.exists(a, recent.exists(b, recent.exists(c, a.repo_id == c.repo_id)))`:               false,
		`recent.map(a, recent.map(b, recent.map(c, c.branch))).size() > 0`:                           false,
		`(recent + recent + recent + recent).all(a, (recent + recent).all(b, a.branch == b.branch))`: false,
		`recent.all(a, signal.attributes.all(k, a.branch.contains(k)))`:                              false,
		`recent.filter(a, a.file_path.contains(signal.file_path)).size() > 0`:                        false,
		`behaviour.all(b, behaviour.all(c, behaviour.all(d, b.score == d.score)))`:                   false,
		`actor.roles.exists(r, r == "lead")`:                                                         true,
		`signal.attributes.exists(k, k.startsWith("x"))`:                                             true,
		`recent.map(s, s.branch.lowerAscii()).exists(b, b == "main")`:                                true,
		`signal.attributes.sha.substring(0, 7) == "abcdefg"`:                                         true,
	} {
		_, ok := newRules(t).Cost(text)
		require.Equal(t, allowed, ok, text)
	}
}

func TestPlaybookIsBoundedInAll(t *testing.T) {
	t.Parallel()
	dear := `recent.exists(a, recent.exists(b, a.repo_id == b.repo_id))`
	require.Empty(t, newRules(t).Check(conditions(dear, dear)))
	problems := newRules(t).Check(conditions(dear, dear, dear))
	require.Len(t, problems, 1)
	require.Empty(t, problems[0].Path)
	require.Contains(t, problems[0].Message, "in all")
}

func TestExpressionIsBoundedInLengthDepthAndNodes(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"length": `signal.branch == "` + strings.Repeat("x", playbook.MaxText) + `"`,
		"depth":  strings.Repeat("(", 200) + "true" + strings.Repeat(")", 200),
		"calls":  "actor.id" + strings.Repeat(".lowerAscii()", 300) + ` == ""`,
		"lists":  strings.Repeat("[", 100) + strings.Repeat("]", 100) + " == []",
		"nodes":  "[" + strings.Repeat("1,", 2040) + "1].size() > 1",
	} {
		require.NotEmpty(t, newRules(t).Check(conditions(text)), name)
	}
	require.Empty(t, newRules(t).Check(conditions(strings.Repeat("(", 10)+"true"+strings.Repeat(")", 10))))
	require.Empty(t, newRules(t).Check(conditions(strings.Repeat("true && ", 20)+"true")))
}
