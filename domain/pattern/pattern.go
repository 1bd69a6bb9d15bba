// Package pattern matches names such as repositories and branches.
package pattern

import (
	"slices"
	"strings"
)

// Any reports whether one of the patterns matches; without any, everything does.
func Any(patterns []string, text string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(pattern string) bool {
		return Match(pattern, text)
	})
}

// Match reports whether a pattern, in which "*" stands for any run of characters,
// slashes included, is the whole text. Each piece between stars is taken where it first
// fits, so it never goes back.
func Match(pattern, text string) bool {
	star := strings.IndexByte(pattern, '*')
	switch star {
	case -1:
		return pattern == text
	case len(pattern) - 1: // as most patterns are
		return strings.HasPrefix(text, pattern[:star])
	}
	head, rest := pattern[:star], pattern[star+1:]
	text, ok := strings.CutPrefix(text, head)
	if !ok {
		return false
	}
	for {
		part, after, more := strings.Cut(rest, "*")
		if !more {
			return strings.HasSuffix(text, part)
		}
		at := strings.Index(text, part)
		if at < 0 {
			return false
		}
		text, rest = text[at+len(part):], after
	}
}
