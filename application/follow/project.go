package follow

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/stats"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ProjectionTask names the leadership under which aggregates are kept, and the
// checkpoint that says how far.
const ProjectionTask = "projections"

// projectionBatch is how many events one step counts at most. Many of them fall
// together into a few rows, so that more pays; a step stays below a second.
const projectionBatch = 1000

// Projector counts committed events into the aggregates, in the order of the feed. It
// is stepped by one goroutine.
type Projector struct {
	feed  ports.EventFeed
	store ports.ProjectionStore
	batch int
	// position is the checkpoint as this projector left it; nil when it must be read.
	position *event.Position
}

// NewProjector makes a projector that knows nothing yet.
func NewProjector(feed ports.EventFeed, store ports.ProjectionStore) *Projector {
	return &Projector{feed: feed, store: store, batch: projectionBatch}
}

// Step counts the events of one batch, all or none. After any error it trusts nothing
// it remembered: the commit may have happened, or another leader was faster (a Stale
// fault), and the checkpoint knows.
func (p *Projector) Step(ctx context.Context) (Progress, error) {
	progress, err := p.step(ctx)
	if err != nil {
		p.position = nil
	}
	return progress, err
}

func (p *Projector) step(ctx context.Context) (Progress, error) {
	from, err := p.checkpoint(ctx)
	if err != nil {
		return Progress{}, err
	}
	facts, to, err := p.feed.ReadEvents(ctx, from, event.Last(), p.batch)
	if err != nil || to == from {
		return Progress{}, err
	}
	added, err := stats.Count(facts)
	if err != nil {
		return Progress{}, err
	}
	step := ports.ProjectionStep{Follower: ProjectionTask, From: from, To: to, Added: added}
	if err := p.store.Apply(ctx, step); err != nil {
		return Progress{}, err
	}
	p.position = &to
	return Progress{Events: len(facts), Further: true}, nil
}

func (p *Projector) checkpoint(ctx context.Context) (event.Position, error) {
	if p.position != nil {
		return *p.position, nil
	}
	return p.feed.ReadCheckpoint(ctx, ProjectionTask)
}
