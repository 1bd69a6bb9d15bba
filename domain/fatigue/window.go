// Package fatigue has the memory of what somebody was shown lately, and the
// limits on showing more (product.md, Fatigue).
package fatigue

import (
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

// Span is how far back the memory reaches.
const Span = 24 * time.Hour

// Window is what was proposed within Span, oldest first. The zero value remembers
// nothing. It is a value: nothing changes it.
type Window struct {
	// Version counts the changes, and is what a compare-and-swap expects; 0 before the
	// first.
	Version int64
	Entries []Entry
}

// Entry is one proposal.
type Entry struct {
	// At has the precision of microseconds.
	At         time.Time
	Type       action.Type
	PlaybookID id.UUID
	WorkItem   WorkItem
	Surfaces   []action.Surface
	// Bypass is set for what interrupts quiet hours.
	Bypass bool
	// Shadow is set for what nobody was shown. Shadow entries have limits of their own,
	// so that watching a playbook takes nothing from what is live.
	Shadow bool
}

// WorkItem is what somebody works on: a branch of a repository. Without a repository
// there is none.
type WorkItem struct{ RepoID, Branch string }

// Alerts reports whether the entry goes where it interrupts.
func (e *Entry) Alerts() bool { return slices.Contains(e.Surfaces, action.Alert) }

// Idle reports whether the window remembers nothing that still counts.
func (w Window) Idle(now time.Time) bool {
	return !slices.ContainsFunc(w.Entries, func(e Entry) bool { return e.within(Span, now) })
}

// With answers the next version of the window, with one more entry, without those
// that are older than Span by then.
func (w Window) With(entries ...Entry) Window {
	next := Window{Version: w.Version + 1, Entries: make([]Entry, 0, len(w.Entries)+len(entries))}
	for _, e := range w.Entries {
		if e.within(Span, entries[0].At) {
			next.Entries = append(next.Entries, e)
		}
	}
	next.Entries = append(next.Entries, entries...)
	return next
}

// within reports whether the entry is younger than the span. One from another
// instance's clock, which may be ahead, is.
func (e *Entry) within(span time.Duration, now time.Time) bool { return e.At.After(now.Add(-span)) }

// count answers how many entries within the span before e count against it: those
// that are live as it is, or shadow, and meet all conditions.
func (w Window) count(e *Entry, span time.Duration, conditions ...alike) int {
	count := 0
next:
	for i := range w.Entries {
		past := &w.Entries[i]
		if past.Shadow != e.Shadow || !past.within(span, e.At) {
			continue
		}
		for _, holds := range conditions {
			if !holds(past, e) {
				continue next
			}
		}
		count++
	}
	return count
}
