package generation

import (
	"regexp"
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
	case linksElsewhere(content, evidence):
		return OtherLink
	}
	return ""
}

// hidden is what a reader cannot see and a program may act on. Line breaks and tabs belong
// to texts.
func hidden(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r)
}

// linked is what a link is made of up to its end: a quote, a bracket or a space.
const linked = "[^\\s<>\"'`)\\]}]+"

var (
	// address is anything that a reader, or what renders for one, may take for a link: with
	// a scheme or without one, what follows "www.", and what acts when it is followed.
	address = regexp.MustCompile(
		`(?i)(?:[a-z][a-z0-9+.-]*:)?//` + linked + `|\bwww\.` + linked + `|\b(?:mailto|javascript|data|vbscript|tel|file):\S+`)
	// marked is a link as Markdown has it, and HTML that has one.
	marked = regexp.MustCompile(`(?i)\]\(\s*<?([^)\s>]*)|\]:\s*<?(\S+)|<\s*(?:a|img|script|iframe|link|form|object|embed)\b`)
)

func linksElsewhere(content string, evidence []string) bool {
	for _, found := range address.FindAllString(content, -1) {
		if !slices.Contains(evidence, strings.TrimRight(found, ".,;:!?")) && !slices.Contains(evidence, found) {
			return true
		}
	}
	for _, found := range marked.FindAllStringSubmatch(content, -1) {
		target := found[1] + found[2]
		if !slices.Contains(evidence, target) {
			return true
		}
	}
	return false
}
