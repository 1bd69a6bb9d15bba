package stats

import (
	"strings"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/event"
)

// Floors are the midnights (UTC) up to which retention took a tenant's events. What was
// counted of those cannot be counted again.
type Floors struct{ Decisions, Outcomes time.Time }

// Keeps reports whether the event is one that is still kept whole days of.
func (f Floors) Keeps(fact *Fact) bool {
	if fact.Name == event.OutcomeRecorded || strings.HasPrefix(string(fact.Name), "feedback.") {
		return !fact.At.Before(f.Outcomes)
	}
	return !fact.At.Before(f.Decisions)
}
