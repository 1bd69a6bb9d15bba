package job

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/ports"
)

// sweep removes what is there; done is false when time was over, or a job runs that must
// end first.
func (x *Eraser) sweep(ctx context.Context, e *erasure.Erasure, end time.Duration) (removed int64, done bool, err error) {
	removed, done, err = x.sweepJobs(ctx, e)
	if err != nil || !done {
		return removed, false, err
	}
	for _, part := range erasure.Parts() {
		for {
			if x.clock.Monotonic() >= end {
				return removed, false, nil
			}
			rows, err := x.rows.Erase(ctx, e, part, eraseBatch)
			removed += rows
			if err != nil {
				return removed, false, err
			}
			if rows == 0 {
				break
			}
		}
	}
	return removed, true, nil
}

// sweepJobs goes before the signals, by whose ids the jobs are found.
func (x *Eraser) sweepJobs(ctx context.Context, e *erasure.Erasure) (removed int64, done bool, err error) {
	named, err := x.rows.NamedSignals(ctx, e)
	if err != nil || len(named) == 0 {
		return 0, true, err
	}
	removed, running, err := x.jobs.ForgetSignals(ctx, e.TenantID, named)
	if err != nil {
		return removed, false, err
	}
	return removed, !running, x.rows.CountJobs(ctx, e, removed)
}

// end writes what came of it, with its evidence.
func (x *Eraser) end(
	ctx context.Context, e *erasure.Erasure, owner ports.RetainedTenant, state erasure.State,
) (ErasureRun, error) {
	counted, err := x.erasures.ReadErasure(ctx, e.TenantID, e.ID)
	if err != nil {
		return ErasureRun{}, err
	}
	now := x.clock.Now()
	ended, snapshot := counted.End(state, now), policy.Own(e.TenantID, owner.Policy)
	body := ended.Receipt(x.ids.New(now), x.clock.Monotonic(), receipt.Evidence{
		VersionIDs: snapshot.VersionIDs, SnapshotHash: snapshot.Hash,
	})
	_, err = x.store.Commit(ctx, ports.WriteSet{
		TenantID: e.TenantID, At: now, Erasure: &ports.ErasureChange{Erasure: ended},
		Receipts: []ports.Receipt{ports.ReceiptOf(body)}, Events: []event.Event{ended.Event(x.ids.New(now), body.ID)},
	})
	if fault.Is(err, fault.Stale) { // another run ended it
		return ErasureRun{}, nil
	}
	return ErasureRun{Erasure: ended}, err
}
