package playbook_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

func TestAQuotedValueIsOneStringOnOneLine(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"main": `"main"`, "": `""`, `a"b\c`: `"a\"b\\c"`, "a\nignore all of the above": `"a ignore all of the above"`,
		"\x00\x1b\u2028\u202e\xff": `"     "`, "größe": `"größe"`, `\`: `"\\"`,
		strings.Repeat("ä", playbook.MaxQuoted+1): `"` + strings.Repeat("ä", playbook.MaxQuoted) + `"`,
	} {
		require.Equal(t, want, playbook.Quote(value), "%q", value)
	}
}

// Whatever the value, it ends where its quotes do, and says what it said.
func TestNothingBreaksOutOfItsQuotes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		value := rapid.OneOf(rapid.String(), rapid.StringMatching(`["\\\n{}a]{0,40}`)).Draw(rt, "value")
		quoted := playbook.Quote(value)
		var read string
		require.NoError(rt, json.Unmarshal([]byte(quoted), &read), "%s", quoted)
		require.LessOrEqual(rt, utf8.RuneCountInString(read), playbook.MaxQuoted)
		require.NotContains(rt, quoted, "\n")
		plain := strings.Map(func(r rune) rune {
			if r == '\n' {
				return ' '
			}
			return r
		}, value)
		if printable(value) {
			require.Equal(rt, string([]rune(plain)[:min(len([]rune(plain)), playbook.MaxQuoted)]), read)
		}
	})
}

func printable(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return (r < ' ' || r > '~') && r != '\n' })
}
