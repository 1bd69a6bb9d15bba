package pattern_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/pattern"
)

// reference matches by trying every length of every star.
func reference(glob, text string) bool {
	switch {
	case glob == "":
		return text == ""
	case glob[0] == '*':
		return reference(glob[1:], text) || text != "" && reference(glob, text[1:])
	}
	return text != "" && glob[0] == text[0] && reference(glob[1:], text[1:])
}

func TestStarStandsForAnyRunOfCharacters(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		glob, text string
		want       bool
	}{
		{"main", "main", true}, {"main", "mainline", false}, {"main", "", false}, {"main", "Main", false},
		{"*", "", true}, {"*", "anything/at/all", true}, {"**", "", true},
		{"acme/*", "acme/shop", true}, {"acme/*", "acme/", true}, {"acme/*", "acme", false}, {"acme/*", "a/acme/shop", false},
		{"release/*", "release/1/2", true}, {"*/shop", "acme/shop", true}, {"*/shop", "shop", false},
		{"a*a", "a", false}, {"a*a", "aa", true}, {"a*b*c", "a-b-b-c", true}, {"a*b*c", "acb", false},
		{"*aab", "aaab", true}, {"?", "x", false}, {"[ab]", "a", false}, {"a.c", "abc", false},
	} {
		require.Equal(t, c.want, pattern.Match(c.glob, c.text), "%q on %q", c.glob, c.text)
	}
}

func TestMatchEqualsTheReference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		glob := rapid.StringMatching(`[ab*/]{0,8}`).Draw(rt, "pattern")
		text := rapid.StringMatching(`[ab/]{0,10}`).Draw(rt, "text")
		require.Equal(rt, reference(glob, text), pattern.Match(glob, text))
	})
}

func TestPatternMatchesWhatItsStarsAreFilledWith(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		pieces := rapid.SliceOfN(rapid.StringMatching(`[a-z/]{0,4}`), 1, 5).Draw(rt, "pieces")
		var text strings.Builder
		text.WriteString(pieces[0])
		for _, piece := range pieces[1:] {
			text.WriteString(rapid.String().Draw(rt, "run") + piece)
		}
		require.True(rt, pattern.Match(strings.Join(pieces, "*"), text.String()))
	})
}

func FuzzMatch(f *testing.F) {
	f.Add("a*b*c", "aXbYc")
	f.Fuzz(func(t *testing.T, glob, text string) {
		if len(glob) < 12 && len(text) < 20 {
			require.Equal(t, reference(glob, text), pattern.Match(glob, text))
		}
	})
}

// BenchmarkMatch is the worst of patterns: its cost grows with the product of the
// lengths, not faster.
func BenchmarkMatch(b *testing.B) {
	glob, text := strings.Repeat("a*", 100)+"b", strings.Repeat("a", 256)
	b.ReportAllocs()
	for b.Loop() {
		pattern.Match(glob, text)
	}
}
