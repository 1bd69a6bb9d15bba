package job

import (
	"context"
	"time"

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

// Retain works until nothing is left to delete, or the time is over; then it answers
// false, and is to be called again. Whatever it did stays done. A tenant whose policy
// cannot be read is left alone, and told of when all others are done.
func (r *Retainer) Retain(ctx context.Context, limit time.Duration) (done bool, err error) {
	end := r.clock.Monotonic() + limit
	now := r.clock.Now()
	tenants, err := r.tenants(ctx)
	if err != nil {
		return false, err
	}
	periods := r.periods(ctx, tenants, now)
	for _, step := range []func() (bool, error){
		func() (bool, error) { return r.dropWeeks(ctx, now, periods, end) },
		func() (bool, error) { return r.expireAll(ctx, periods, end) },
		func() (bool, error) { return r.expireShortLived(ctx, now, end) },
		func() (bool, error) { return r.dropEmpty(ctx, now, end) },
	} {
		if done, err := step(); err != nil || !done {
			return false, err
		}
	}
	return true, unreadable(tenants)
}
