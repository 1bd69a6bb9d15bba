package job

import (
	"context"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// dropWeeks drops whole weeks of decisions and deliveries, which saves deleting their rows:
// for each cut the weeks before it of which nobody keeps anything longer. What was kept
// with them of other tables goes by rows.
func (r *Retainer) dropWeeks(ctx context.Context, now time.Time, tenants []kept) error {
	for _, cut := range cutsOf(tenants) {
		var expired []tenant.ID
		for _, t := range tenants {
			if !t.held && !t.cuts.Decisions.Before(cut) {
				expired = append(expired, t.owner)
			}
		}
		for _, table := range []string{"decisions", "deliveries"} {
			if err := r.drop(ctx, table, earlier(cut, now), expired); err != nil {
				return err
			}
		}
	}
	return nil
}

// dropEmpty drops the weeks that rows were deleted from until none was left.
func (r *Retainer) dropEmpty(ctx context.Context, now time.Time) error {
	for _, table := range []string{"decisions", "deliveries", "outcomes", "receipts", "events"} {
		if err := r.drop(ctx, table, now, []tenant.ID{}); err != nil {
			return err
		}
	}
	return nil
}

func (r *Retainer) drop(ctx context.Context, table string, before time.Time, of []tenant.ID) error {
	dropped, err := r.store.DropPartitions(ctx, table, before, of)
	if err != nil {
		return err
	}
	if dropped > 0 {
		r.tell(RetainProgress{Table: table, Dropped: dropped})
	}
	return nil
}

// cutsOf answers the different cuts, the earliest first.
func cutsOf(tenants []kept) []time.Time {
	var cuts []time.Time
	for _, t := range tenants {
		if !t.held {
			cuts = append(cuts, t.cuts.Decisions)
		}
	}
	slices.SortFunc(cuts, time.Time.Compare)
	return slices.CompactFunc(cuts, time.Time.Equal)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
