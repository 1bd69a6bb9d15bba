package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Retention implements ports.Retention.
type Retention struct {
	pool    Worker
	queries *writedb.Queries
	// sent says that there is an evidence service, which must have receipts before they go.
	sent bool
}

var _ ports.Retention = (*Retention)(nil)

// NewRetention makes it over the pool.
func NewRetention(pool Worker, sent bool) *Retention {
	return &Retention{pool: pool, queries: writedb.New(pool), sent: sent}
}

// ReadTenants implements ports.Retention.
func (r *Retention) ReadTenants(ctx context.Context, after tenant.ID, limit int) ([]ports.RetainedTenant, error) {
	rows, err := r.queries.ListRetainedTenants(ctx, string(after), int32(limit))
	if err != nil {
		return nil, translate(err, "read the tenants")
	}
	tenants := make([]ports.RetainedTenant, len(rows))
	for i, row := range rows {
		tenants[i] = retained(tenant.ID(row.TenantID), row.Policy)
	}
	return tenants, nil
}

// ReadTenant implements ports.Retention.
func (r *Retention) ReadTenant(ctx context.Context, owner tenant.ID) (ports.RetainedTenant, error) {
	policy, err := r.queries.ReadRetainedPolicy(ctx, string(owner))
	if err != nil {
		return ports.RetainedTenant{}, translate(err, "read a tenant")
	}
	return retained(owner, policy), nil
}

func retained(owner tenant.ID, policy string) ports.RetainedTenant {
	if policy == "" {
		return ports.RetainedTenant{ID: owner, Policy: tenant.DefaultPolicy()}
	}
	known, err := tenant.PolicyFromDocument(policy, time.LoadLocation)
	if err != nil {
		return ports.RetainedTenant{ID: owner, Unreadable: fmt.Errorf("read the policy of tenant %s: %w", owner, err)}
	}
	return ports.RetainedTenant{ID: owner, Policy: known}
}

// MoveFloors implements ports.Retention.
func (r *Retention) MoveFloors(ctx context.Context, owner tenant.ID, cuts tenant.Cuts) error {
	return translate(r.queries.MoveFloors(ctx, string(owner), cuts.Decisions, cuts.Outcomes), "move the floors")
}

// Expire implements ports.Retention.
func (r *Retention) Expire(
	ctx context.Context, owner tenant.ID, of ports.Expiring, cuts tenant.Cuts, limit int,
) (ports.Expired, error) {
	switch of { //nolint:exhaustive // the others go by rows of their own
	case ports.ExpiringDecisionEvents:
		return r.expireEvents(ctx, owner, decisionPeriod(cuts.Decisions), limit)
	case ports.ExpiringOutcomeEvents:
		return r.expireEvents(ctx, owner, outcomePeriod(cuts.Outcomes), limit)
	}
	expire, cut := r.table(of, cuts)
	rows, err := expire(ctx, string(owner), cut, int32(limit))
	return ports.Expired{string(of): rows}, translate(err, "expire "+string(of))
}

// table answers how a table's rows go, and before when.
func (r *Retention) table(
	of ports.Expiring, cuts tenant.Cuts,
) (expire func(context.Context, string, time.Time, int32) (int64, error), cut time.Time) {
	switch of { //nolint:exhaustive // events are no table of this kind
	case ports.ExpiringDecisions:
		return r.queries.ExpireDecisions, cuts.Decisions
	case ports.ExpiringDeliveries:
		return r.queries.ExpireDeliveries, cuts.Decisions
	case ports.ExpiringDeferrals:
		return r.queries.ExpireDeferrals, cuts.Decisions
	case ports.ExpiringDigests:
		return r.queries.ExpireDigests, cuts.Decisions
	case ports.ExpiringApprovals:
		return r.queries.ExpireApprovals, cuts.Decisions
	case ports.ExpiringPlaybookDecisions:
		return r.queries.ExpirePlaybookDecisions, cuts.Decisions
	case ports.ExpiringOutcomes:
		return r.queries.ExpireOutcomes, cuts.Outcomes
	}
	return r.queries.ExpireFeedback, cuts.Outcomes
}

// Margins beyond the day for which rows are good. A window is copied until a day after its
// last entry, and the copy in Redis lives for a day: it must not outlive the row. A job is
// tried for days.
const (
	shortLife    = 48 * time.Hour
	windowLife   = 72 * time.Hour
	acceptedLife = 14 * 24 * time.Hour
)

// ExpireShortLived implements ports.Retention.
func (r *Retention) ExpireShortLived(
	ctx context.Context, now time.Time, held []tenant.ID, limit int,
) (ports.Expired, error) {
	names, before, most := namesOf(held), now.Add(-shortLife), int32(limit)
	expired := ports.Expired{}
	for table, expire := range map[string]func(context.Context, time.Time, []string, int32) (int64, error){
		"idempotency": r.queries.ExpireKeys, "replays": r.queries.ExpireReplays,
		"signal_decisions": r.queries.ExpireSignalDecisions, "channel_stops": r.queries.ExpireStops,
	} {
		rows, err := expire(ctx, before, names, most)
		if err != nil {
			return expired, translate(err, "expire "+table)
		}
		expired[table] = rows
	}
	rows, err := r.queries.ExpireWindows(ctx, now.Add(-windowLife), names, most)
	if err != nil {
		return expired, translate(err, "expire fatigue_windows")
	}
	expired["fatigue_windows"] = rows
	rows, err = r.queries.ExpireSignals(ctx, writedb.ExpireSignalsParams{
		Before: before, AcceptedBefore: now.Add(-acceptedLife), Held: names, Most: most,
	})
	expired["signals"] = rows
	return expired, translate(err, "expire signals")
}

// DropPartition implements ports.Retention.
func (r *Retention) DropPartition(ctx context.Context, table string, before time.Time, of []tenant.ID) (bool, error) {
	dropped, err := r.queries.DropPartitions(ctx, table, before, namesOf(of))
	return dropped > 0, translate(err, "drop a partition of "+table)
}

func namesOf(owners []tenant.ID) []string {
	names := make([]string, len(owners))
	for i, owner := range owners {
		names[i] = string(owner)
	}
	return names
}
