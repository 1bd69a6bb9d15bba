package generation_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/generation"
)

const evidence = "https://ci.example.org/runs/7?job=(build)"

func links() []string { return []string{evidence, "http://wiki.example.org"} }

func came(content string) generation.Text {
	return generation.Text{Content: content, Safety: generation.Warn, Flags: []generation.Flag{{RiskClass: "tone", Severity: "low"}}}
}

func TestATextIsShownAsItIsWhereNothingSpeaksAgainstIt(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"Split the job.":                                              "",
		"  Two lines,\r\nand\ta tab.\n":                               "Two lines,\nand\ta tab.",
		"Siehe grüße, Ελλάδα, 👩\u200d🔧.":                              "",
		"See " + evidence + ".":                                       "",
		"See (" + evidence + "), or <http://wiki.example.org>!":       "",
		"[the run](" + evidence + ") and **http://wiki.example.org**": "",
		"[1]: " + evidence:                                            "",
		"Look at src/main.go, docs/README.md and build.sh: v1.2.3.4 of e.g. foo.bar, and/or ASP?": "",
		"a // comment, 50 % & more; list[0] (x), file:12, main.go?":                               "",
		strings.Repeat("x", generation.MaxContent):                                                "",
	} {
		shown := came(content)
		if want != "" {
			shown.Content = want
		}
		require.Equal(t, shown, came(content).Check(links()), content)
	}
}

func TestATextThatIsNotFitToBeShownIsWithheldAndSaysWhy(t *testing.T) {
	t.Parallel()
	for risk, contents := range map[string][]string{
		generation.Empty:      {"", " \n\t "},
		generation.TooLong:    {strings.Repeat("x", generation.MaxContent+1)},
		generation.Unreadable: {"a\x00b", "a\x1b[31mb", "a\rb", "pay\u202eload", "a\u2028b", "a\u200bb", "\xff"},
		generation.Secret:     {"Use gh" + "p_" + strings.Repeat("a1", 20), "-----BEGIN RSA " + "PRIVATE KEY-----"},
		generation.OtherLink: {
			"https://evil.example", "See http://wiki.example.org/more", "HTTPS://EVIL.EXAMPLE/x",
			evidence + "/../x", evidence + ".evil.example", "http://wiki.example.org@evil.example", "http://wiki.example.org,https://a.b",
			evidence + " https://evil.example", "[a](" + evidence + ") [b](https://evil.example)",
			"[x](//evil.example)", "[x](/local)", "![x](evil)", "[x]( <evil> )", "[x](", "[x]:evil", "> [x]: evil",
			`<a href="x">`, `<img src = x>`, "[x](https&#58;//evil.example)",
			"mailto:a@b.example", "javascript:alert(1)", "vscode://x", "data:text/html,x", "://", "ssh://evil",
			"www.evil.example", "evil.example/path", "evil.com", "kim@mail.example.org", "//evil.example", "evil。com", "evil.example:8080/x",
			"10.0.0.1:80", "192.0.2.1/x",
		},
	} {
		for _, content := range contents {
			require.Equal(t, generation.Text{
				Safety: generation.Fail, Flags: []generation.Flag{{RiskClass: "tone", Severity: "low"}, {RiskClass: risk, Severity: "high"}},
			}, came(content).Check(links()), "%s: %q", risk, content)
		}
	}
	require.Equal(t, generation.Fail, came("see http://wiki.example.org").Check(nil).Safety, "the evidence of another action")
}

func TestWhatTheGatewayWithholdsIsWithheld(t *testing.T) {
	t.Parallel()
	withheld := generation.Text{Content: "fine", Safety: generation.Fail, Flags: []generation.Flag{{RiskClass: "toxicity", Severity: "high"}}}
	got := withheld.Check(links())
	require.Empty(t, got.Content)
	require.Equal(t, withheld.Flags, got.Flags)
	require.Equal(t, "toxicity:high", got.Flags[0].String())
}

// Whatever is shown has no other address in it than the evidence.
func FuzzATextThatIsShownHoldsNothingHiddenAndNoOtherLink(f *testing.F) {
	for _, content := range []string{
		"Split it.", "See " + evidence, "[a](" + evidence + ")(https://evil.example)", "x\nhttp://wiki.example.orghttp://y", "www.", "\xff", "a\u202e[x](y)",
	} {
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content string) {
		got := generation.Text{Content: content, Safety: generation.Pass}.Check(links())
		if got.Safety == generation.Fail {
			require.Empty(t, got.Content)
			return
		}
		require.NotEmpty(t, got.Content)
		require.LessOrEqual(t, len(got.Content), generation.MaxContent)
		require.NotRegexp(t, `[^\P{Cc}\n\t]`, got.Content)
		rest := got.Content
		for _, link := range links() {
			rest = strings.ReplaceAll(rest, link, " ")
		}
		require.NotContains(t, rest, "://")
		require.NotContains(t, rest, "](/")
		require.NotContains(t, strings.ToLower(rest), "mailto:")
		require.Equal(t, got, got.Check(links()))
	})
}
