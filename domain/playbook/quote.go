package playbook

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mmm-engine/mmm-engine/domain/credential"
)

// MaxQuoted bounds a value within a prompt, in characters: metadata is shorter, and source
// code is not.
const MaxQuoted = 256

// ErrSecret says that a prompt would hold what looks like a credential. It never repeats it.
var ErrSecret = errors.New("renders to text that looks like a credential, which is never sent")

// Quote writes a value as it stands in a prompt: one string in quotes on one line, which
// nothing within can end. What a sender put into a signal stays a value this way, and does
// not become an instruction. One that looks like a credential is refused before it is cut:
// half of a key is too much. It is JSON, without brackets: models take some for marks of
// their own, such as those around turns.
func Quote(value string) (string, error) {
	plain := visible(value)
	if credential.In(value) || credential.In(plain) {
		return "", ErrSecret
	}
	var quoted strings.Builder
	quoted.WriteByte('"')
	length := 0
	for _, r := range plain {
		if length++; length > MaxQuoted {
			break
		}
		switch r {
		case '<', '>':
			fmt.Fprintf(&quoted, `\u%04x`, r)
		case '"', '\\':
			quoted.WriteByte('\\')
			fallthrough
		default:
			quoted.WriteRune(r)
		}
	}
	quoted.WriteByte('"')
	return quoted.String(), nil
}

// visible has spaces in place of line breaks and other controls, and nothing in place of
// what cannot be seen or is no text.
func visible(value string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp):
			return ' '
		case r == utf8.RuneError || unicode.In(r, unicode.Cf, unicode.Co):
			return -1
		}
		return r
	}, value)
}
