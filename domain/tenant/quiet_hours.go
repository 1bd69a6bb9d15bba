package tenant

import "time"

// QuietHours is a daily span in which nobody is interrupted (product.md, Tenant
// policy): start inclusive, end exclusive, may wrap midnight, equal means none.
type QuietHours struct {
	// Start and End are hours of the local day, 0 to 23.
	Start, End int
	// Zone is where the local day is counted; nil means UTC.
	Zone *time.Location
	// AppliesTo is whom the span silences; empty means QuietPush.
	AppliesTo QuietScope
}

// QuietScope says whether an answer that somebody waits for is silenced too.
type QuietScope string

const (
	// QuietPush silences what is pushed: an answer that was asked for interrupts nobody.
	QuietPush QuietScope = "push"
	// QuietAll silences synchronous answers as well.
	QuietAll QuietScope = "all"
)

// Cover reports whether the moment lies in the quiet hours.
func (q QuietHours) Cover(now time.Time) bool {
	hour := now.In(q.zone()).Hour()
	if q.Start <= q.End {
		return q.Start <= hour && hour < q.End
	}
	return hour >= q.Start || hour < q.End
}

func (q QuietHours) zone() *time.Location {
	if q.Zone == nil {
		return time.UTC
	}
	return q.Zone
}

func (q QuietHours) scope() QuietScope {
	if q.AppliesTo == "" {
		return QuietPush
	}
	return q.AppliesTo
}
