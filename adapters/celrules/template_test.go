package celrules_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

func title(text string) playbook.Definition {
	return playbook.Definition{Actions: []playbook.Action{{Title: text}}}
}

func evidence(text string) playbook.Definition {
	return playbook.Definition{Actions: []playbook.Action{{Title: "t", Evidence: []string{text}}}}
}

func TestTemplateWritesEveryScalar(t *testing.T) {
	t.Parallel()
	rules := newRules(t)
	env := rules.Bind(failures(2))
	for text, want := range map[string]string{
		"plain":                               "plain",
		"":                                    "",
		"{{ signal.branch }}":                 "main",
		"a{{ 1 }}b{{ 2u }}c":                  "a1b2c",
		"{{ 1.5 }} {{ 1e3 }}":                 "1.5 1000",
		"{{ signal.attributes.count }}":       "3",
		"{{ signal.attributes.flaky }}":       "true",
		"{{ now }}":                           "2026-03-04T12:00:00Z",
		`{{ "}}" + '{{' }}`:                   "}}{{",
		"{{ recent.size() }} runs":            "2 runs",
		"{{ recent.size() > 1 ? 'x' : 'y' }}": "x",
		"grüße {{ 'ü' }}":                     "grüße ü",
		"}} and { }":                          "}} and { }",
	} {
		got, err := compiled(t, rules, title(text)).Actions[0].Title(env)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
}

func TestTemplateOfAnotherTypeIsRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"{{ recent }}":                  "part 1, yields list(recent); a template can write string, int, uint, double, bool and timestamp",
		"x {{ null }}":                  "part 2, yields null; a template can write string, int, uint, double, bool and timestamp",
		"{{ now - now }}":               "part 1, yields duration; a template can write string, int, uint, double, bool and timestamp",
		"a {{ 1 }} b {{ signal.repo }}": "part 4, 1:7: undefined field 'repo'",
		"{{ now":                        "has {{ without }}",
	} {
		require.Equal(t, []fault.Problem{{Path: "actions[0].title", Message: want}}, newRules(t).Check(title(text)), text)
	}
}

func TestTemplateThatCannotBeRenderedIsAnError(t *testing.T) {
	t.Parallel()
	rules := newRules(t)
	facts := failures(1)
	facts.Signal.Attributes["long"] = strings.Repeat("x", 300)
	facts.Signal.Attributes["key"] = "gh" + "p_" + strings.Repeat("a1B2", 9)
	env := rules.Bind(facts)
	for text, want := range map[string]string{
		"{{ signal.attributes.job }}":  "1:18: reads a key that is not there; test it with has()",
		"{{ signal.attributes }}":      "",
		"{{ dyn(recent) }}":            "yields a value that a template cannot write",
		"{{ dyn(null) }}":              "yields a value that a template cannot write",
		"{{ signal.attributes.long }}": "renders to more than 256 bytes",
		"{{ signal.attributes.key }}":  "renders to text that looks like a credential; show metadata only",
	} {
		if want == "" {
			require.NotEmpty(t, rules.Check(title(text)), text)
			continue
		}
		_, err := compiled(t, rules, title(text)).Actions[0].Title(env)
		require.EqualError(t, err, want, text)
	}
}

func TestBodyMayBeLongerThanATitleAndIsBoundedToo(t *testing.T) {
	t.Parallel()
	rules := newRules(t)
	facts := failures(1)
	facts.Signal.Attributes["long"] = strings.Repeat("x", 1024)
	env := rules.Bind(facts)
	for times, fits := range map[int]bool{1: true, 8: true, 9: false} {
		body := strings.Repeat("{{ signal.attributes.long }}", times)
		action := compiled(t, rules, playbook.Definition{Actions: []playbook.Action{{Body: body, Rationale: body}}}).Actions[0]
		for _, template := range []playbook.Template{action.Body, action.Rationale} {
			text, err := template(env)
			require.Equal(t, fits, err == nil, "%d kilobytes", times)
			require.Len(t, text, 1024*times)
		}
	}
}

func TestEvidenceIsAnHTTPAddress(t *testing.T) {
	t.Parallel()
	rules := newRules(t)
	for link, ok := range map[string]bool{
		"https://example.org/a?b=c#d": true, "http://example.org": true, "HTTPS://example.org": true,
		"": false, "example.org": false, "/runs/7": false, "ftp://example.org": false, "javascript:alert(1)": false,
		"https://": false, "https:///x": false, "https://example.org/a b": false, "https://example.org/>x": false,
		"https://token@example.org/": false, "https://example.org/\n": false, "https://" + "ada:" + "hunter2@example.org": false,
		"https://example.org/" + strings.Repeat("x", 2048): false,
	} {
		facts := failures(1)
		facts.Signal.Attributes["url"] = link
		_, err := compiled(t, rules, evidence("{{ signal.attributes.url }}")).Actions[0].Evidence[0](rules.Bind(facts))
		require.Equal(t, ok, err == nil, "rendered %q", link)
		require.Equal(t, ok, len(rules.Check(evidence(link))) == 0, "fixed %q", link)
	}
}

func TestFixedTextIsJudgedAtSave(t *testing.T) {
	t.Parallel()
	require.Equal(t, []fault.Problem{{Path: "actions[0].title", Message: "renders to more than 256 bytes"}},
		newRules(t).Check(title(strings.Repeat("x", 257))))
	require.Empty(t, newRules(t).Check(title(strings.Repeat("x", 256))))
}
