package playbook

import (
	"cmp"
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/id"
)

// Key identifies a playbook in its tenant.
type Key = id.UUID

// Index finds the playbooks whose trigger can match without touching the others:
// ten thousand cost about what ten do (product.md, Playbooks). It is immutable.
type Index struct {
	byEvent map[string][]candidate
	// anyEvent hold the triggers that name no event type.
	anyEvent []candidate
	all      []*Published
}

type candidate struct {
	playbook *Published
	trigger  matcher
}

// NewIndex builds the index of a tenant's published playbooks.
func NewIndex(published []Published) *Index {
	index := &Index{byEvent: make(map[string][]candidate, len(published))}
	for i := range published {
		index.add(&published[i])
	}
	slices.SortFunc(index.all, compare)
	return index
}

func (x *Index) add(p *Published) {
	x.all = append(x.all, p)
	for _, trigger := range p.Definition.Triggers {
		c := candidate{playbook: p, trigger: newMatcher(trigger)}
		if len(trigger.EventTypes) == 0 {
			x.anyEvent = append(x.anyEvent, c)
		}
		for _, eventType := range trigger.EventTypes {
			x.byEvent[eventType] = append(x.byEvent[eventType], c)
		}
	}
}

// usual is how many matches there is room for from the start: more are rare, and
// candidates can be many more than match.
const usual = 16

// Match answers the playbooks of which a trigger matches, each once, by id.
func (x *Index) Match(facts *Facts) []*Published {
	var named []candidate
	if facts.Signal != nil {
		named = x.byEvent[facts.Signal.EventType]
	}
	matched := make([]*Published, 0, min(len(named)+len(x.anyEvent), usual))
	matched = appendMatches(matched, named, facts)
	matched = appendMatches(matched, x.anyEvent, facts)
	slices.SortFunc(matched, compare)
	return slices.Compact(matched)
}

func appendMatches(matched []*Published, candidates []candidate, facts *Facts) []*Published {
	for i := range candidates {
		if candidates[i].trigger.matches(facts) {
			matched = append(matched, candidates[i].playbook)
		}
	}
	return matched
}

// All answers every playbook in force, by id. It is for explanations only.
func (x *Index) All() []*Published { return x.all }

func compare(a, b *Published) int {
	return cmp.Or(
		slices.Compare(a.Playbook[:], b.Playbook[:]),
		cmp.Compare(a.Revision, b.Revision),
	)
}
