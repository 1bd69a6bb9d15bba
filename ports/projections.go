package ports

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/stats"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// ProjectionNames answers the aggregates by name, which can be rebuilt each by itself.
func ProjectionNames() []string { return []string{TenantStats, PlaybookStats, ExperimentStats} }

// The aggregates (architecture.md, Read side). PlaybookStats has the list of decisions by
// playbook too.
const (
	TenantStats     = "tenant_stats"
	PlaybookStats   = "playbook_stats"
	ExperimentStats = "experiment_stats"
)

// EventFeed is the committed events, in the order in which followers read them.
type EventFeed interface {
	// ReadEvents answers up to limit events behind a position and not behind another, in
	// feed order, and the position of the last one; the first position when there is none.
	// Only what no running transaction can still precede is answered, so that nothing is
	// ever skipped.
	ReadEvents(ctx context.Context, after, upTo event.Position, limit int) ([]stats.Fact, event.Position, error)
	// ReadCheckpoint answers how far the follower has come, the zero position at first.
	ReadCheckpoint(ctx context.Context, follower string) (event.Position, error)
	// ReadLag answers how old the first event behind the position is, whether or not it
	// may be read yet; 0 when there is none.
	ReadLag(ctx context.Context, after event.Position) (time.Duration, error)
}

// ProjectionStore holds the aggregates (architecture.md, Read side).
type ProjectionStore interface {
	// Apply adds what a batch of events counts to the rows in force and moves the
	// follower's checkpoint, all or nothing. When the checkpoint is not where the step
	// says, another leader was faster: a Stale fault, and nothing is written. So no event
	// is counted twice.
	Apply(ctx context.Context, step ProjectionStep) error
}

// ProjectionStep is what one step of projecting adds.
type ProjectionStep struct {
	Follower string
	From, To event.Position
	Added    *stats.Tally
}

// ProjectionRebuild makes aggregates anew from the events that are kept, beside those that
// queries read meanwhile. One process does so at a time (RebuildTask); one that lost its
// leadership adds to nothing that anybody will read.
type ProjectionRebuild interface {
	// BeginRebuild starts the next generation of the named aggregates, which holds what
	// was counted of events that are not kept any more, and answers its number. A rebuild
	// that was under way is given up.
	BeginRebuild(ctx context.Context, names []string) (generation int, err error)
	// ReadFloors answers from when on events are kept, of each tenant that some were taken
	// of. They stay as they are as long as RetentionTask is led.
	ReadFloors(ctx context.Context) (map[tenant.ID]stats.Floors, error)
	// Build adds a batch to the generation. Where another rebuild has begun it adds nothing.
	Build(ctx context.Context, names []string, generation int, added *stats.Tally) error
	// FinishRebuild has queries read the generation, and the follower go on in it. When the
	// follower is not at that position, or another rebuild has begun, it is a Stale fault
	// and nothing is changed.
	FinishRebuild(ctx context.Context, names []string, generation int, follower string, at event.Position) error
	// Sweep deletes up to limit rows of each table that no query reads and nobody fills any
	// more, and answers how many it deleted.
	Sweep(ctx context.Context, limit int) (int, error)
}

// Leaderships that keep apart what takes events and what counts them again.
const (
	RebuildTask   = "projection_rebuild"
	RetentionTask = "retention"
)
