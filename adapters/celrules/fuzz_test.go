package celrules_test

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

func FuzzCheck(f *testing.F) {
	for _, seed := range []string{
		repeatedFailures().Conditions[0], `signal.repo == ""`, `has(signal.attributes.x)`, `at_least("", 'low')`, `1 +`,
		`"abc".substring(1, 2) == "b"`, `{"a": [1]}["a"][0] == 1`, `dyn(actor)["roles"] == 1`, "'\xff'", `-9223372036854775808 == 1`,
		`recent.map(s, s).all(x, x == x)`, `outcomes.all(k, outcomes[k] > 0)`, `timestamp("x") < now`, `!!!!true`,
	} {
		f.Add(seed)
	}
	rules := newRules(f)
	env := func() playbook.Env { return rules.Bind(failures(5)) }
	f.Fuzz(func(t *testing.T, text string) {
		program, err := rules.Compile(conditions(text))
		require.Equal(t, len(rules.Check(conditions(text))) == 0, err == nil, "what passes the check compiles")
		if err != nil {
			return
		}
		first, firstErr := program.Conditions[0](env())
		second, secondErr := program.Conditions[0](env())
		require.Equal(t, first, second)
		require.Equal(t, firstErr == nil, secondErr == nil)
		require.False(t, first && firstErr != nil, "an error never fires")
	})
}

func FuzzTemplate(f *testing.F) {
	for _, seed := range []string{
		repeatedFailures().Actions[0].Title, `{{`, `{{ }}`, `}}`, `{{ '}}' }}`, `{{ "\"}}" }}`, `a {{ now }} b {{ 1u }}`,
		`{{ signal.attributes.workflow }}`, `{{ dyn(null) }}`, `{{ r'\' }}`, "{{ '''a'b''' }}", `{{ 1.0/0.0 }}`,
	} {
		f.Add(seed)
	}
	rules := newRules(f)
	f.Fuzz(func(t *testing.T, text string) {
		program, err := rules.Compile(title(text))
		require.Equal(t, len(rules.Check(title(text))) == 0, err == nil, "what passes the check compiles")
		if err != nil {
			return
		}
		rendered, err := program.Actions[0].Title(rules.Bind(failures(5)))
		if err == nil {
			require.LessOrEqual(t, len(rendered), 256)
			require.True(t, utf8.ValidString(rendered) || !utf8.ValidString(text))
		}
	})
}
