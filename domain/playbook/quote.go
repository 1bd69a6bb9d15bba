package playbook

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxQuoted bounds a value within a prompt, in characters: metadata is shorter, and source
// code is not.
const MaxQuoted = 256

// Quote writes a value as it stands in a prompt: one string in quotes on one line, which
// nothing within can end. What a sender put into a signal stays a value this way, and does
// not become an instruction.
func Quote(value string) string {
	var quoted strings.Builder
	quoted.WriteByte('"')
	length := 0
	for _, r := range value {
		if length++; length > MaxQuoted {
			break
		}
		switch {
		case r == utf8.RuneError, unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp):
			quoted.WriteByte(' ')
		case r == '"', r == '\\':
			quoted.WriteByte('\\')
			quoted.WriteRune(r)
		default:
			quoted.WriteRune(r)
		}
	}
	quoted.WriteByte('"')
	return quoted.String()
}
