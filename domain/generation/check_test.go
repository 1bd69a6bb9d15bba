package generation_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/generation"
)

var evidence = []string{"https://ci.example.org/runs/7", "https://example.org/a?b=c#d"}

func TestATextThatIsNotFitToBeShownIsWithheldAndSaysWhy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		content, risk string
	}{
		"plain":                        {"Pin the version, then run it again.\n\t- first\r\n- second", ""},
		"with its evidence":            {"See https://ci.example.org/runs/7.", ""},
		"as a link to its evidence":    {"See [the run](https://ci.example.org/runs/7) and (https://example.org/a?b=c#d).", ""},
		"in another language":          {"Étage du test à Łódź 🙂", ""},
		"two slashes":                  {"a//b", generation.OtherLink},
		"empty":                        {"", generation.Empty},
		"blank":                        {" \n\t", generation.Empty},
		"too long":                     {strings.Repeat("x", generation.MaxContent+1), generation.TooLong},
		"no text":                      {"a\xff", generation.Unreadable},
		"a terminal's control":         {"a\x1b[31m", generation.Unreadable},
		"hidden direction":             {"a\u202eb", generation.Unreadable},
		"hidden space":                 {"a\u200bb", generation.Unreadable},
		"a key":                        {"use AKIA" + "ABCDEFGHIJKLMNOP", generation.Secret},
		"another link":                 {"See https://evil.example/x", generation.OtherLink},
		"more than its evidence":       {"See https://ci.example.org/runs/7/delete", generation.OtherLink},
		"less than its evidence":       {"See https://ci.example.org/", generation.OtherLink},
		"another scheme":               {"ssh://host/x", generation.OtherLink},
		"no scheme":                    {"//evil.example/x", generation.OtherLink},
		"www":                          {"www.evil.example", generation.OtherLink},
		"a script":                     {"javascript:alert(1)", generation.OtherLink},
		"a mail":                       {"mailto:a@b.c", generation.OtherLink},
		"Markdown to elsewhere":        {"[x](evil)", generation.OtherLink},
		"Markdown in brackets":         {"[x](<evil>)", generation.OtherLink},
		"a reference in Markdown":      {"[x][1]\n[1]: evil", generation.OtherLink},
		"HTML":                         {"<a href=x>y</a>", generation.OtherLink},
		"an image":                     {"< IMG src=x>", generation.OtherLink},
		"an upper case scheme of ours": {"HTTPS://ci.example.org/runs/7", generation.OtherLink},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			noticed := []generation.Flag{{RiskClass: "tone", Severity: "low"}}
			came := generation.Text{Content: c.content, Safety: generation.Warn, Flags: noticed}
			got := came.Check(evidence)
			if c.risk == "" {
				require.Equal(t, came, got)
				return
			}
			require.Equal(t, generation.Text{
				Safety: generation.Fail, Flags: []generation.Flag{{RiskClass: "tone", Severity: "low"}, {RiskClass: c.risk, Severity: "high"}},
			}, got)
			require.Len(t, noticed, 1)
		})
	}
}

func TestWhatTheGatewayWithholdsIsWithheld(t *testing.T) {
	t.Parallel()
	came := generation.Text{Content: "fine", Safety: generation.Fail, Flags: []generation.Flag{{RiskClass: "toxicity", Severity: "high"}}}
	got := came.Check(evidence)
	require.Empty(t, got.Content)
	require.Equal(t, came.Flags, got.Flags)
	require.Equal(t, "toxicity:high", got.Flags[0].String())
}

// Whatever else a text says, a link in it that is none of the evidence withholds it.
func TestNoOtherLinkIsShownWhateverIsAroundIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		around := rapid.StringMatching(`[a-zA-Z ().,\[\]*_"']{0,12}`)
		link := rapid.StringMatching(`https?://[a-z]{1,8}\.(com|org)(/[a-z0-9?=&#%-]{0,10})?`).Draw(rt, "link")
		content := around.Draw(rt, "before") + " " + link + " " + around.Draw(rt, "behind")
		require.Equal(rt, generation.Fail, generation.Text{Content: content, Safety: generation.Pass}.Check(nil).Safety)
	})
}

func FuzzATextThatIsShownHoldsNothingHidden(f *testing.F) {
	f.Add("See https://ci.example.org/runs/7")
	f.Add("a\u202e[x](y)")
	f.Fuzz(func(t *testing.T, content string) {
		got := generation.Text{Content: content, Safety: generation.Pass}.Check(evidence)
		if got.Safety == generation.Fail {
			require.Empty(t, got.Content)
			return
		}
		require.Equal(t, content, got.Content)
		require.LessOrEqual(t, len(content), generation.MaxContent)
		require.NotContains(t, content, "\x00")
		require.NotContains(t, content, "\u202e")
		require.NotContains(t, strings.ToLower(content), "javascript:")
	})
}
