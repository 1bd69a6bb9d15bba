package follow

import (
	"context"
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/stats"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// sweepBatch is how many rows of a table one step of cleaning up deletes.
const sweepBatch = 5000

// Rebuilder makes aggregates anew from the events that are kept, while the projector goes
// on beside it.
type Rebuilder struct {
	feed  ports.EventFeed
	store ports.ProjectionRebuild
	batch int
}

// NewRebuilder makes a rebuilder.
func NewRebuilder(feed ports.EventFeed, store ports.ProjectionRebuild) *Rebuilder {
	return &Rebuilder{feed: feed, store: store, batch: projectionBatch}
}

// Told is how far a rebuild is. Total is an estimate: it grows with what is committed
// meanwhile.
type Told func(events, total int64)

// Rebuild makes the named aggregates anew and answers how many events it counted. Nothing
// is changed for queries until all of them are counted; it can be given up at any time
// and begun again.
func (r *Rebuilder) Rebuild(ctx context.Context, names []string, tell Told) (int64, error) {
	if target, err := r.feed.ReadCheckpoint(ctx, ProjectionTask); err != nil || target == (event.Position{}) {
		return 0, err // nothing was ever counted
	}
	if err := r.sweep(ctx); err != nil {
		return 0, err
	}
	generation, err := r.store.BeginRebuild(ctx, names)
	if err != nil {
		return 0, err
	}
	floors, err := r.store.ReadFloors(ctx)
	if err != nil {
		return 0, err
	}
	run := rebuild{Rebuilder: r, names: names, generation: generation, floors: floors, tell: tell}
	if err := run.untilFinished(ctx); err != nil {
		return run.events, err
	}
	return run.events, r.sweep(ctx)
}

// sweep deletes what earlier rebuilds left, and at the end what this one replaced.
func (r *Rebuilder) sweep(ctx context.Context) error {
	for {
		if swept, err := r.store.Sweep(ctx, sweepBatch); err != nil || swept == 0 {
			return err
		}
	}
}

// rebuild is one under way.
type rebuild struct {
	*Rebuilder

	names      []string
	generation int
	floors     map[tenant.ID]stats.Floors
	tell       Told
	// at is up to where events were counted, and events how many.
	at     event.Position
	events int64
	// first is the number of the first event.
	first int64
}

// untilFinished catches up with the projector, which moves on meanwhile, until it meets it.
func (r *rebuild) untilFinished(ctx context.Context) error {
	for {
		target, err := r.feed.ReadCheckpoint(ctx, ProjectionTask)
		if err != nil {
			return err
		}
		if err := r.count(ctx, target); err != nil {
			return err
		}
		err = r.store.FinishRebuild(ctx, r.names, r.generation, ProjectionTask, target)
		if !fault.Is(err, fault.Stale) {
			return err
		}
		if err := r.requireMoved(ctx, target); err != nil {
			return err
		}
	}
}

// requireMoved answers an error where it is not the projector that was in the way.
func (r *rebuild) requireMoved(ctx context.Context, from event.Position) error {
	now, err := r.feed.ReadCheckpoint(ctx, ProjectionTask)
	if err == nil && now == from {
		return fault.New(fault.Conflict, "REBUILD_OVERTAKEN", "another rebuild has begun meanwhile; let it finish")
	}
	return err
}

// count adds the events up to the target.
func (r *rebuild) count(ctx context.Context, target event.Position) error {
	for r.at != target {
		facts, to, err := r.feed.ReadEvents(ctx, r.at, target, r.batch)
		if err != nil {
			return err
		}
		if to == r.at {
			return nil // what lay there is not kept any more
		}
		kept := slices.DeleteFunc(slices.Clone(facts), func(f stats.Fact) bool { return !r.floors[f.TenantID].Keeps(&f) })
		added, err := stats.Count(kept)
		if err != nil {
			return err
		}
		if err := r.store.Build(ctx, r.names, r.generation, added); err != nil {
			return err
		}
		r.moved(to, len(facts), target)
	}
	return nil
}

func (r *rebuild) moved(to event.Position, read int, target event.Position) {
	if r.events == 0 {
		r.first = to.Number - int64(read)
	}
	r.at, r.events = to, r.events+int64(read)
	r.tell(r.events, max(target.Number-r.first, r.events))
}
