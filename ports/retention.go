package ports

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Retention deletes what has outlived its period (product.md, Retention). Each call does
// one bounded piece, which stays done whatever comes after it, and repeating one is
// harmless.
type Retention interface {
	RetainedTenants

	// MoveFloors says that events before the cuts will be gone, before any is: whoever
	// counts events anew leaves those days alone. Floors never go back.
	MoveFloors(ctx context.Context, owner tenant.ID, cuts tenant.Cuts) error
	// Expire, once the floors are moved, deletes up to limit rows of a tenant's table, or of its events, each with its
	// receipt. It answers how many rows of which tables went, none when none is left. The
	// events of a period go in order, and end at the first whose receipt is not sealed, or,
	// where there is an evidence service, not taken or refused by it: that must not be lost.
	Expire(ctx context.Context, owner tenant.ID, of Expiring, cuts tenant.Cuts, limit int) (Expired, error)
	// ExpireShortLived deletes up to limit rows of each table of what nobody asks for after
	// a day, but for held tenants.
	ExpireShortLived(ctx context.Context, now time.Time, held []tenant.ID, limit int) (Expired, error)
	// DropPartition drops the oldest week of a table that ended before the moment, and that
	// holds no rows but of these tenants; false when there is none. One that is in use stays
	// for the next time.
	DropPartition(ctx context.Context, table string, before time.Time, of []tenant.ID) (dropped bool, err error)
}

// RetainedTenants knows whose rows are kept, and for how long.
type RetainedTenants interface {
	// ReadTenants answers up to limit tenants behind the given one, in order, with the
	// policies that they set; the default one where they set none.
	ReadTenants(ctx context.Context, after tenant.ID, limit int) ([]RetainedTenant, error)
	// ReadTenant answers one as it is now.
	ReadTenant(ctx context.Context, owner tenant.ID) (RetainedTenant, error)
}

// RetainedTenant is one whose rows are kept for a time.
type RetainedTenant struct {
	ID     tenant.ID
	Policy tenant.Policy
	// Unreadable says why there is no policy, nil where there is one.
	Unreadable error
}

// Held reports whether nothing of it may go: it is under legal hold, or nobody knows.
func (t RetainedTenant) Held() bool { return t.Unreadable != nil || t.Policy.LegalHold }

// Expiring is what goes by a tenant's own period. It is a metric label: the set is closed.
type Expiring string

// What goes, and in this order: events come last, since their receipts are evidence of the
// rest.
const (
	ExpiringDecisions         Expiring = "decisions"
	ExpiringDeliveries        Expiring = "deliveries"
	ExpiringDeferrals         Expiring = "deferrals"
	ExpiringDigests           Expiring = "digests"
	ExpiringApprovals         Expiring = "approvals"
	ExpiringPlaybookDecisions Expiring = "playbook_decisions"
	ExpiringOutcomes          Expiring = "outcomes"
	ExpiringFeedback          Expiring = "feedback"
	// ExpiringDecisionEvents are events of decisions and approvals, ExpiringOutcomeEvents
	// of outcomes and feedback. All others are kept.
	ExpiringDecisionEvents Expiring = "decision_events"
	ExpiringOutcomeEvents  Expiring = "outcome_events"
)

// AllExpiring answers what goes by a tenant's own period, in order.
func AllExpiring() []Expiring {
	return []Expiring{
		ExpiringDecisions, ExpiringDeliveries, ExpiringDeferrals, ExpiringDigests, ExpiringApprovals, ExpiringPlaybookDecisions,
		ExpiringOutcomes, ExpiringFeedback, ExpiringDecisionEvents, ExpiringOutcomeEvents,
	}
}

// WeeklyTables answers the tables of which whole weeks can be dropped.
func WeeklyTables() []string {
	return []string{"decisions", "deliveries", "outcomes", "receipts", "events"}
}

// ShortLivedTables answers the tables of what nobody asks for after a day.
func ShortLivedTables() []string {
	return []string{"idempotency", "replays", "signal_decisions", "signals", "fatigue_windows", "channel_stops"}
}

// Expired counts deleted rows by table.
type Expired map[string]int64

// Rows answers how many there are in all.
func (e Expired) Rows() (rows int64) {
	for _, count := range e {
		rows += count
	}
	return rows
}

// Retain asks for what has outlived its period to be deleted.
type Retain struct{}

// Kind implements Job.
func (Retain) Kind() string { return "retain" }
