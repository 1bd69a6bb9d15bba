package github

import (
	"strings"
	"unicode/utf8"

	"github.com/mmm-engine/mmm-engine/domain/credential"
)

// fit answers the text cut to at most limit bytes, and nothing when it looks
// like a credential. Twice the limit is looked at, so that a credential across
// the cut is seen whole, at a bounded cost; and the cut text again, because
// cutting can make one shape out of another. The copy lets go of the rest.
func fit(text string, limit int) string {
	cut := clip(text, limit)
	if credential.In(clip(text, 2*limit)) || credential.In(cut) {
		return ""
	}
	return strings.Clone(cut)
}

// clip cuts the text before the rune that would cross the limit.
func clip(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}
