package job

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/ports"
)

func (r *Retainer) expireAll(ctx context.Context, periods []period, end time.Duration) (bool, error) {
	for _, p := range periods {
		if err := r.store.MoveFloors(ctx, p.owner, p.cuts); err != nil {
			return false, err
		}
		for _, of := range ports.AllExpiring() {
			if done, err := r.repeat(end, func() (ports.Expired, error) { return r.expire(ctx, p, of) }); err != nil || !done {
				return false, err
			}
		}
	}
	return true, nil
}

// expire deletes one batch, unless the tenant has come under hold since the run began.
func (r *Retainer) expire(ctx context.Context, p period, of ports.Expiring) (ports.Expired, error) {
	known, err := r.store.ReadTenant(ctx, p.owner)
	if err != nil || known.Held() {
		return nil, err
	}
	return r.store.Expire(ctx, p.owner, of, p.cuts, retainBatch)
}

func (r *Retainer) expireShortLived(ctx context.Context, now time.Time, end time.Duration) (bool, error) {
	return r.repeat(end, func() (ports.Expired, error) {
		tenants, err := r.tenants(ctx)
		if err != nil {
			return nil, err
		}
		return r.store.ExpireShortLived(ctx, now, heldOf(tenants), retainBatch)
	})
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
