package job

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

const (
	// eraseBatch is few enough rows that nobody waits for a lock or a replica.
	eraseBatch = 200
	// eraseAgain is when to look again for what others must end first.
	eraseAgain = time.Second
)

// Eraser carries out erasures (product.md, Erasure).
//
//	remove all that is found, batch by batch
//	again, until nothing more was found for erasure.Settle, and nobody can write who does not know
//	forget the copy of the window, and who the actor's reference stands for
//	end: evidence of what was removed, and nobody knows any more of whom
//
// Each step can be repeated, so that a crash anywhere between loses nothing.
type Eraser struct {
	erasures ports.ErasureReader
	rows     ports.ErasedRows
	jobs     ports.SignalJobs
	// copies is nil where there is no cache.
	copies  ports.WindowCache
	tenants ports.RetainedTenants
	store   ports.Store
	clock   ports.Clock
	ids     ports.IDs
}

// NewEraser makes an eraser. Copies may be nil.
func NewEraser(
	erasures ports.ErasureReader, rows ports.ErasedRows, jobs ports.SignalJobs, copies ports.WindowCache,
	tenants ports.RetainedTenants, store ports.Store, clock ports.Clock, ids ports.IDs,
) *Eraser {
	return &Eraser{
		erasures: erasures, rows: rows, jobs: jobs, copies: copies, tenants: tenants, store: store, clock: clock, ids: ids,
	}
}

// ErasureRun is what one run came to.
type ErasureRun struct {
	// Erasure is as it ended, the zero value while it is pending.
	Erasure erasure.Erasure
	// Removed is how much this run removed.
	Removed int64
	// Again is when to go on; zero for never.
	Again time.Time
}

// Erase works for at most that long. An erasure that has ended already needs nothing more.
func (x *Eraser) Erase(ctx context.Context, wanted ports.EraseActor, limit time.Duration) (ErasureRun, error) {
	end := x.clock.Monotonic() + limit
	e, err := x.erasures.ReadErasure(ctx, wanted.TenantID, wanted.ErasureID)
	if fault.Is(err, fault.NotFound) || err == nil && e.State != erasure.Pending {
		return ErasureRun{}, nil
	}
	if err != nil {
		return ErasureRun{}, err
	}
	owner, err := x.tenants.ReadTenant(ctx, e.TenantID)
	if err != nil {
		return ErasureRun{}, err
	}
	switch {
	case owner.Unreadable != nil:
		return ErasureRun{}, owner.Unreadable
	case owner.Held():
		return x.end(ctx, &e, owner, erasure.Refused)
	}
	return x.goOn(ctx, &e, owner, end)
}

func (x *Eraser) goOn(
	ctx context.Context, e *erasure.Erasure, owner ports.RetainedTenant, end time.Duration,
) (ErasureRun, error) {
	removed, done, err := x.sweep(ctx, e, end)
	run := ErasureRun{Removed: removed}
	if err != nil || !done {
		run.Again = x.clock.Now().Add(eraseAgain)
		return run, err
	}
	now := x.clock.Now()
	since, drained, err := x.rows.Settle(ctx, e, now, removed > 0)
	if err != nil {
		return run, err
	}
	if settled := since.Add(erasure.Settle); now.Before(settled) || !drained {
		run.Again = later(settled, now.Add(eraseAgain))
		return run, nil
	}
	if err := x.forget(ctx, e); err != nil {
		return run, err
	}
	return x.end(ctx, e, owner, erasure.Completed)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// forget comes last: until then a decision that began before could have copied the window,
// and nothing of the actor is written while the erasure is pending.
func (x *Eraser) forget(ctx context.Context, e *erasure.Erasure) error {
	if x.copies != nil {
		if err := x.copies.ForgetWindow(ctx, e.TenantID, signal.SubjectOf(e.ActorID, "")); err != nil {
			return err
		}
	}
	return x.rows.ForgetRef(ctx, e)
}
