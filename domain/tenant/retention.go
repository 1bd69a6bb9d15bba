package tenant

import "time"

// Cuts are the midnights (UTC) before which things go (product.md, Retention). They are
// midnights so that of every hour and day that is counted all events are kept, or none.
type Cuts struct {
	// Decisions is for decisions, and what was pushed, approved and evidenced of them.
	Decisions time.Time
	// Outcomes is for outcomes and feedback.
	Outcomes time.Time
}

// Cuts answers what goes now; false under legal hold, when nothing does.
func (p Policy) Cuts(now time.Time) (Cuts, bool) {
	if p.LegalHold {
		return Cuts{}, false
	}
	today := now.UTC().Truncate(24 * time.Hour)
	return Cuts{
		Decisions: today.AddDate(0, 0, -p.Retention.DecisionsDays), Outcomes: today.AddDate(0, 0, -p.Retention.OutcomesDays),
	}, true
}
