package actor_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/actor"
)

func TestAnIDIsMentionedWhereItStandsAsAWord(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct{ own, elsewhere bool }{
		"kim":                       {true, true},
		"actor:kim":                 {true, true},
		`{"actor":"kim"}`:           {true, true},
		"the third failure of kim.": {true, true},
		"kim's build":               {true, true},
		"kim/project":               {true, true},
		"ci-kim-42":                 {true, false},
		"kim_42":                    {true, false},
		"kim-lee":                   {true, false},
		"kim.lee":                   {true, false},
		"kim@example.org":           {true, false},
		"kimono":                    {false, false},
		"joakim":                    {false, false},
		"Kim":                       {false, false},
		"":                          {false, false},
	} {
		require.Equal(t, want.own, actor.Mentions("kim").In(text), text)
		require.Equal(t, want.elsewhere, actor.MentionsElsewhere("kim").In(text), text)
	}
}

func TestAliasesTakeThePlaceOfMentionsAndOfNothingElse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"kim, kim-lee and kimono": "X, kim-lee and kimono",
		"kim+kim: kim":            "kim+kim: X",
		"akim kim":                "akim X",
		"nobody":                  "nobody",
	} {
		require.Equal(t, want, actor.MentionsElsewhere("kim").Replace(text, "X"))
	}
	require.Equal(t, "X-1 dev-10", actor.Mentions("dev-1").Replace("dev-1-1 dev-10", "X"))
	require.Equal(t, "a", actor.Mentions("").Replace("a", "X"), "nobody is mentioned nowhere")
}

// An id may be anything that a token has: e-mail addresses, quotes, other scripts.
func TestNoSpellingOfAnIDOutlivesItsReplacement(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringMatching(`[a-zé]([a-zé"\\@/:. <+%-]{0,10}[a-zé])?`).Draw(t, "id")
		spelling := rapid.SampledFrom([]func(string) string{
			func(s string) string { return s }, url.QueryEscape, url.PathEscape,
			func(s string) string { quoted, _ := json.Marshal(s); return strings.Trim(string(quoted), `"`) },
		}).Draw(t, "spelling")
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"build", "§", "42"}), 0, 3).Draw(t, "words")
		text := strings.Join(append(words, spelling(id), "§", spelling(id)), " ")
		for _, m := range []actor.Mention{actor.Mentions(id), actor.MentionsElsewhere(id)} {
			require.True(t, m.In(text), "%q in %q", id, text)
			replaced := m.Replace(text, "\x00")
			require.False(t, m.In(replaced), "%q in %q", id, replaced)
			require.Equal(t, replaced, m.Replace(replaced, "\x00"))
		}
	})
}

func TestWhatMentionsNobodyStaysAsItIs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id, text := rapid.StringN(1, 5, -1).Draw(t, "id"), rapid.String().Draw(t, "text")
		for _, m := range []actor.Mention{actor.Mentions(id), actor.MentionsElsewhere(id)} {
			if !m.In(text) {
				require.Equal(t, text, m.Replace(text, "X"))
			}
			require.False(t, m.In(text) && !actor.Mentions(id).In(text), "what is one elsewhere is one at home")
		}
	})
}
