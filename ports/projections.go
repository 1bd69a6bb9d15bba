package ports

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/stats"
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
