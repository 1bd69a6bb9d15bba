package job

import (
	"context"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// dropWeeks drops whole weeks of decisions and deliveries, which saves deleting their rows:
// for each cut the weeks before it of which nobody keeps anything longer. What was kept
// with them of other tables goes by rows.
func (r *Retainer) dropWeeks(ctx context.Context, now time.Time, periods []period, end time.Duration) (bool, error) {
	for _, cut := range cutsOf(periods) {
		for _, table := range []string{"decisions", "deliveries"} {
			done, err := r.drop(ctx, table, earlier(cut, now), end, func() ([]tenant.ID, error) { return r.goneBy(ctx, cut, periods) })
			if err != nil || !done {
				return false, err
			}
		}
	}
	return true, nil
}

// goneBy answers whose decisions before the cut go, but those that have come under hold
// since the run began.
func (r *Retainer) goneBy(ctx context.Context, cut time.Time, periods []period) ([]tenant.ID, error) {
	tenants, err := r.tenants(ctx)
	if err != nil {
		return nil, err
	}
	held, gone := heldOf(tenants), []tenant.ID{}
	for _, p := range periods {
		if !p.cuts.Decisions.Before(cut) && !slices.Contains(held, p.owner) {
			gone = append(gone, p.owner)
		}
	}
	return gone, nil
}

// dropEmpty drops the weeks that rows were deleted from until none was left.
func (r *Retainer) dropEmpty(ctx context.Context, now time.Time, end time.Duration) (bool, error) {
	for _, table := range ports.WeeklyTables() {
		done, err := r.drop(ctx, table, now, end, func() ([]tenant.ID, error) { return []tenant.ID{}, nil })
		if err != nil || !done {
			return false, err
		}
	}
	return true, nil
}

// drop drops week after week until there is none to drop; false when time is over.
func (r *Retainer) drop(
	ctx context.Context, table string, before time.Time, end time.Duration, whose func() ([]tenant.ID, error),
) (bool, error) {
	for r.clock.Monotonic() < end {
		of, err := whose()
		if err != nil {
			return false, err
		}
		dropped, err := r.store.DropPartition(ctx, table, before, of)
		if err != nil || !dropped {
			return err == nil, err
		}
		r.tell(RetainProgress{Table: table, Dropped: 1})
	}
	return false, nil
}

// cutsOf answers the different cuts, the earliest first.
func cutsOf(periods []period) []time.Time {
	cuts := make([]time.Time, 0, len(periods))
	for _, p := range periods {
		cuts = append(cuts, p.cuts.Decisions)
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
