// Package fatigue has the memory of what somebody was shown lately, and the
// limits on showing more (product.md, Fatigue).
package fatigue

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

// Span is how far back the memory reaches.
const Span = 24 * time.Hour

// Window is what one subject was proposed within Span, oldest first. The zero
// value remembers nothing.
type Window struct {
	// Version is what a compare-and-swap of the window expects.
	Version int64
	Entries []Entry
}

// Entry is one proposal.
type Entry struct {
	At         time.Time
	Type       action.Type
	PlaybookID id.UUID
	WorkItem   string
	Surface    action.Surface
}

// Admits reports whether one more proposal fits the limits that are counted over
// the window, in the order of rank. No limit is counted yet: everything fits.
func (w Window) Admits(Entry) bool { return true }
