package tenant

import "time"

// Governance is what a data governance service asks of a tenant (downstream.md, Data
// Governance).
type Governance struct {
	// QuietHours are those of the tenant, UTC; nil where it says nothing of them.
	QuietHours *GovernedHours
	// RetentionDays is how long anything may be kept; 0 where nobody says.
	RetentionDays int
	// DataResidency is the region where the tenant's data belong; empty for anywhere.
	DataResidency string
}

// GovernedHours are hours of the day, from start up to, not including, end.
type GovernedHours struct{ Start, End int }

// Under answers the policy with what governance adds to it. A tenant's own policy wins where
// both speak of quiet hours, and one that was never set says nothing; the stricter retention
// wins, whoever wants it.
func (p Policy) Under(g Governance) Policy {
	if hours := g.QuietHours; hours != nil && p.Revision == 0 {
		p.QuietHours = QuietHours{Start: hours.Start, End: hours.End, Zone: time.UTC, AppliesTo: p.QuietHours.AppliesTo}
	}
	if g.RetentionDays > 0 {
		p.Retention.DecisionsDays = min(p.Retention.DecisionsDays, g.RetentionDays)
		p.Retention.OutcomesDays = min(p.Retention.OutcomesDays, g.RetentionDays)
	}
	return p
}
