package playbook

import (
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/pattern"
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
		pattern.Any(t.Repositories, place.RepoID) &&
		pattern.Any(t.Branches, place.Branch) &&
		pattern.Any(t.Environments, place.Environment)
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
