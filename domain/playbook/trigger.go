package playbook

import (
	"slices"
	"strings"

	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// matcher is a trigger, prepared. The event type is the index's business.
type matcher struct {
	trigger     Trigger
	minSeverity signal.Severity
	// wantsSignal is set when the trigger names something that only a signal has.
	wantsSignal bool
}

func newMatcher(t Trigger) matcher {
	severity, _ := signal.ParseSeverity(t.MinSeverity)
	return matcher{
		trigger: t, minSeverity: severity,
		wantsSignal: len(t.EventTypes) > 0 || len(t.Sources) > 0 || t.MinSeverity != "",
	}
}

func (m *matcher) matches(facts *Facts) bool {
	return m.matchesSignal(facts.Signal) && m.trigger.MatchesPlace(facts)
}

// MatchesPlace asks everything but the signal: who, where and on which surface.
func (t *Trigger) MatchesPlace(facts *Facts) bool {
	place := &facts.Context.Place
	return listed(t.Surfaces, facts.Context.Surface) &&
		listed(t.ActorTypes, string(facts.Actor.Type)) &&
		overlap(t.Roles, facts.Actor.Roles) &&
		anyGlob(t.Repositories, place.RepoID) &&
		anyGlob(t.Branches, place.Branch) &&
		anyGlob(t.Environments, place.Environment)
}

func (m *matcher) matchesSignal(s *signal.Signal) bool {
	if s == nil {
		return !m.wantsSignal
	}
	return s.Severity >= m.minSeverity && listed(m.trigger.Sources, s.Source)
}

func listed[T comparable](list []T, value T) bool {
	return len(list) == 0 || slices.Contains(list, value)
}

func overlap(wanted, had []string) bool {
	return len(wanted) == 0 || slices.ContainsFunc(wanted, func(role string) bool {
		return slices.Contains(had, role)
	})
}

func anyGlob(patterns []string, text string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(pattern string) bool {
		return glob(pattern, text)
	})
}

// glob matches a pattern in which "*" stands for any run of characters. Each piece
// between stars is taken where it first fits, so it never goes back.
func glob(pattern, text string) bool {
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
