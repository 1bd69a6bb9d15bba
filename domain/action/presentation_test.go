package action_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/action"
)

func payload() action.Payload {
	return action.Payload{
		Title: "3 runs failed", Body: "The last was build.", Rationale: "Twice the usual rate.",
		EvidenceLinks: []string{"https://example.org/1", "https://example.org/2"},
	}
}

func TestEachSurfaceGetsItsOwnPartOnly(t *testing.T) {
	t.Parallel()
	p := payload()
	require.Equal(t, action.Presentation{IDE: &action.IDEView{
		StatusLine: p.Title,
		Card:       action.Card{Title: p.Title, Body: p.Body, Rationale: p.Rationale, Links: p.EvidenceLinks},
	}}, p.Present(action.IDE, "a.go", 0))
	require.Equal(t, action.Presentation{Alert: &action.AlertView{Title: p.Title, Text: p.Body}}, p.Present(action.Alert, "a.go", 0))
	require.Equal(t, action.Presentation{}, p.Present(action.Background, "a.go", 0))
}

func TestCheckSummaryIsMarkdownWithItsEvidence(t *testing.T) {
	t.Parallel()
	view := payload().Present(action.CI, "src/cart.go", 0).CI
	require.Equal(t, "### 3 runs failed\n\nThe last was build.\n\nTwice the usual rate.\n\n"+
		"Evidence:\n- <https://example.org/1>\n- <https://example.org/2>\n", view.Summary)
	require.Equal(t, []action.Annotation{{Path: "src/cart.go", Line: 1, Level: "notice", Message: "3 runs failed"}}, view.Annotations)
}

func TestTheAnnotationIsAtTheLineWhereThatIsKnown(t *testing.T) {
	t.Parallel()
	for line, want := range map[int64]int{0: 1, 1: 1, 12: 12, -3: 1} {
		marks := payload().Present(action.CI, "src/cart.go", line).CI.Annotations
		require.Equal(t, []action.Annotation{{Path: "src/cart.go", Line: want, Level: "notice", Message: "3 runs failed"}}, marks)
	}
	require.Empty(t, payload().Present(action.CI, "", 12).CI.Annotations, "a line without a file is nowhere")
}

func TestSummaryLeavesOutWhatThereIsNot(t *testing.T) {
	t.Parallel()
	view := action.Payload{Title: "Two\nlines"}.Present(action.CI, "", 0).CI
	require.Equal(t, "### Two lines\n", view.Summary)
	require.Empty(t, view.Annotations)
}

func TestStatusLineIsOneLineOfAtMostEightyCharacters(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		strings.Repeat("x", 80):                         strings.Repeat("x", 80),
		strings.Repeat("x", 81):                         strings.Repeat("x", 79) + "…",
		strings.Repeat("ü", 80):                         strings.Repeat("ü", 80),
		strings.Repeat("ü", 100):                        strings.Repeat("ü", 79) + "…",
		strings.Repeat("\u754c", 200):                   strings.Repeat("\u754c", 79) + "…",
		"a\tb \n\nc":                                    "a b c",
		strings.Repeat("x", 78) + " " + "yyyyyyyyyyyyy": strings.Repeat("x", 78) + "…",
	} {
		require.Equal(t, want, action.Payload{Title: title}.Present(action.IDE, "", 0).IDE.StatusLine)
	}
}

func TestShortTextsAreValidPrefixes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		p := action.Payload{Title: rapid.StringN(0, 300, -1).Draw(rt, "title"), Body: rapid.StringN(0, 600, -1).Draw(rt, "body")}
		alert := p.Present(action.Alert, "", 0).Alert
		short(rt, alert.Title, p.Title, action.MaxStatusLine)
		short(rt, alert.Text, p.Body, 240)
		require.Equal(rt, alert.Title, p.Present(action.IDE, "", 0).IDE.StatusLine)
	})
}

func short(t *rapid.T, got, whole string, limit int) {
	t.Helper()
	whole = strings.Join(strings.Fields(whole), " ")
	require.True(t, utf8.ValidString(got))
	require.LessOrEqual(t, utf8.RuneCountInString(got), limit)
	require.NotContains(t, got, "\n")
	if got != whole {
		require.True(t, strings.HasPrefix(whole, strings.TrimSuffix(got, "…")))
		require.Greater(t, utf8.RuneCountInString(whole), limit)
	}
}
