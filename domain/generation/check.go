package generation

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mmm-engine/mmm-engine/domain/credential"
)

// MaxContent bounds what is shown of a text, in bytes: it is that of a body which an admin
// writes.
const MaxContent = 8 << 10

// Our own risk classes, of texts that the gateway let through.
const (
	TooLong    = "too_long"
	Unreadable = "unreadable"
	Secret     = "secret"
	OtherLink  = "other_link"
	Empty      = "empty"
)

// Check answers the text as it may be shown: one that is not fit to be is withheld, whatever
// the gateway says of it. Links may lead to the evidence of the action only.
func (t Text) Check(evidence []string) Text {
	if t.Safety == Fail {
		t.Content = ""
		return t
	}
	t.Content = strings.TrimSpace(strings.ReplaceAll(t.Content, "\r\n", "\n"))
	if risk := riskOf(t.Content, evidence); risk != "" {
		return Text{Safety: Fail, Flags: append(slices.Clone(t.Flags), Flag{RiskClass: risk, Severity: "high"})}
	}
	return t
}

func riskOf(content string, evidence []string) string {
	switch {
	case len(content) > MaxContent:
		return TooLong
	case !utf8.ValidString(content) || strings.ContainsFunc(content, hidden):
		return Unreadable
	case strings.TrimSpace(content) == "":
		return Empty
	case credential.In(content):
		return Secret
	case leadsAstray(content, evidence):
		return OtherLink
	}
	return ""
}

// Joiners stand within words of some scripts, and within emoji.
const (
	zeroWidthNonJoiner = '\u200c'
	zeroWidthJoiner    = '\u200d'
)

// hidden is what a reader cannot see and a program may act on, or what has other characters
// shown in another order. Line breaks and tabs belong to texts.
func hidden(r rune) bool {
	switch r {
	case '\n', '\t', zeroWidthNonJoiner, zeroWidthJoiner:
		return false
	}
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp)
}
