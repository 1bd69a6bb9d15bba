package job

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Bounds of one piece of work: few enough rows that nobody waits for a lock or a replica,
// and enough that it pays.
const (
	retainBatch   = 1000
	retainTenants = 500
)

// Retainer deletes what has outlived its period (product.md, Retention).
type Retainer struct {
	store ports.Retention
	// governance is nil where there is no such service.
	governance ports.Governance
	clock      ports.Clock
	tell       func(RetainProgress)
}

// RetainProgress is one piece of work that was done.
type RetainProgress struct {
	Expired ports.Expired
	// Dropped counts partitions of Table.
	Table   string
	Dropped int
}

// NewRetainer makes a retainer. It tells of each piece of work that did something.
func NewRetainer(
	store ports.Retention, governance ports.Governance, clock ports.Clock, tell func(RetainProgress),
) *Retainer {
	return &Retainer{store: store, governance: governance, clock: clock, tell: tell}
}

// kept is one tenant with what of it goes now; nothing under hold.
type kept struct {
	owner tenant.ID
	cuts  tenant.Cuts
	held  bool
}

// Retain works until nothing is left to delete, or the time is over; then it answers
// false, and is to be called again. Whatever it did stays done.
func (r *Retainer) Retain(ctx context.Context, limit time.Duration) (done bool, err error) {
	end := r.clock.Monotonic() + limit
	now := r.clock.Now()
	tenants, err := r.tenants(ctx, now)
	if err != nil {
		return false, err
	}
	if err := r.dropWeeks(ctx, now, tenants); err != nil {
		return false, err
	}
	for _, t := range tenants {
		if done, err := r.expire(ctx, t, end); err != nil || !done {
			return done, err
		}
	}
	done, err = r.repeat(end, func() (ports.Expired, error) {
		return r.store.ExpireShortLived(ctx, now, heldOf(tenants), retainBatch)
	})
	if err != nil || !done {
		return done, err
	}
	return true, r.dropEmpty(ctx, now)
}

// tenants answers all, and moves their floors before anything goes.
func (r *Retainer) tenants(ctx context.Context, now time.Time) ([]kept, error) {
	var all []kept
	for after := tenant.ID(""); ; {
		page, err := r.store.ReadTenants(ctx, after, retainTenants)
		if err != nil || len(page) == 0 {
			return all, err
		}
		for _, t := range page {
			cuts, goes := r.governed(ctx, t).Cuts(now)
			all, after = append(all, kept{owner: t.ID, cuts: cuts, held: !goes}), t.ID
		}
	}
}

// governed is the policy under what the governance service says. While it is away the
// tenant's own counts (product.md, Degraded mode): what is kept too long goes tomorrow.
func (r *Retainer) governed(ctx context.Context, t ports.RetainedTenant) tenant.Policy {
	if r.governance == nil {
		return t.Policy
	}
	known, err := r.governance.ReadGovernance(ctx, t.ID)
	if err != nil {
		return t.Policy
	}
	return t.Policy.Under(known)
}

func (r *Retainer) expire(ctx context.Context, t kept, end time.Duration) (bool, error) {
	if t.held {
		return true, nil
	}
	if err := r.store.MoveFloors(ctx, t.owner, t.cuts); err != nil {
		return false, err
	}
	for _, of := range ports.AllExpiring() {
		done, err := r.repeat(end, func() (ports.Expired, error) {
			return r.store.Expire(ctx, t.owner, of, t.cuts, retainBatch)
		})
		if err != nil || !done {
			return done, err
		}
	}
	return true, nil
}

// repeat deletes batch after batch until one finds nothing; false when time is over.
func (r *Retainer) repeat(end time.Duration, expire func() (ports.Expired, error)) (bool, error) {
	for r.clock.Monotonic() < end {
		expired, err := expire()
		if err != nil {
			return false, err
		}
		if expired.Rows() == 0 {
			return true, nil
		}
		r.tell(RetainProgress{Expired: expired})
	}
	return false, nil
}

func heldOf(tenants []kept) []tenant.ID {
	held := []tenant.ID{}
	for _, t := range tenants {
		if t.held {
			held = append(held, t.owner)
		}
	}
	return held
}
