package celrules_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

func prompt(text string) playbook.Definition {
	return playbook.Definition{Actions: []playbook.Action{{Title: "t", LLM: &playbook.Generation{Prompt: text}}}}
}

func TestAPromptIsTheAdminsWordsWithEveryValueInQuotes(t *testing.T) {
	t.Parallel()
	rules := newRules(t)
	env := rules.Bind(failures(2))
	for text, want := range map[string]string{
		"plain \"words\"": "plain \"words\"", "on {{ signal.branch }}!": `on "main"!`, "{{ recent.size() }} of {{ 'a\\nb' }}": `"2" of "a b"`,
	} {
		got, err := compiled(t, rules, prompt(text)).Actions[0].Prompt(env)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	require.Nil(t, compiled(t, rules, title("t")).Actions[0].Prompt)
}

func TestAPromptIsCheckedLikeEveryTemplate(t *testing.T) {
	t.Parallel()
	require.Equal(t, []fault.Problem{{Path: "actions[0].llm.prompt", Message: "part 2, 1:7: undefined field 'code'"}},
		newRules(t).Check(prompt("x {{ signal.code }}")), "there is no source code to name")
}

// What a sender puts into a signal stays a value.
func TestNoValueBreaksOutOfAPrompt(t *testing.T) {
	t.Parallel()
	rules := newRules(t)
	program := compiled(t, rules, prompt("Explain {{ signal.attributes.title }} briefly."))
	rapid.Check(t, func(rt *rapid.T) {
		value := rapid.OneOf(rapid.String(), rapid.StringMatching(`["\\\n{}. a]{0,40}`)).Draw(rt, "title")
		facts := failures(1)
		facts.Signal.Attributes = map[string]any{"title": value}
		got, err := program.Actions[0].Prompt(rules.Bind(facts))
		require.NoError(rt, err)
		quoted, err := playbook.Quote(value)
		require.NoError(rt, err)
		require.Equal(rt, "Explain "+quoted+" briefly.", got)
	})
}

func TestAPromptWithASecretIsNone(t *testing.T) {
	t.Parallel()
	rules := newRules(t)
	facts := failures(1)
	facts.Signal.Attributes = map[string]any{"title": "AKIA" + "ABCDEFGHIJKLMNOP"}
	_, err := compiled(t, rules, prompt("Explain {{ signal.attributes.title }}")).Actions[0].Prompt(rules.Bind(facts))
	require.ErrorContains(t, err, "credential")
}

// What a gateway was sent is out of reach of an erasure.
func TestAPromptNamesNobody(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"{{ actor.id }}", "{{ 'for ' + actor.id }}", "{{ actor.id == 'kim' ? 'a' : 'b' }}", "{{ [actor].map(a, a.id)[0] }}", "{{ signal.actor_id }}"} {
		require.Equal(t, []fault.Problem{{
			Path: "actions[0].llm.prompt", Message: "part 1, names the actor; what leaves for a gateway must name nobody",
		}}, newRules(t).Check(prompt(text)), text)
		require.Empty(t, newRules(t).Check(title(text)), "a title stays here")
	}
	require.Empty(t, newRules(t).Check(prompt("{{ actor.type }} {{ actor.roles.size() }} {{ signal.event_type }}")))
}
