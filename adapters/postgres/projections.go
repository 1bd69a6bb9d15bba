package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/stats"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Projections reads the event feed and keeps the aggregates.
type Projections struct {
	pool    Worker
	queries *writedb.Queries
	clock   ports.Clock
}

var (
	_ ports.EventFeed       = (*Projections)(nil)
	_ ports.ProjectionStore = (*Projections)(nil)
)

// NewProjections makes it over the pool.
func NewProjections(pool Worker, clock ports.Clock) *Projections {
	return &Projections{pool: pool, queries: writedb.New(pool), clock: clock}
}

// ReadEvents implements ports.EventFeed.
func (p *Projections) ReadEvents(
	ctx context.Context, after, upTo event.Position, limit int,
) ([]stats.Fact, event.Position, error) {
	rows, err := p.queries.ReadEvents(ctx, writedb.ReadEventsParams{
		Xid: int64(after.Transaction), Number: after.Number,
		LastXid: int64(upTo.Transaction), LastNumber: upTo.Number, Most: int32(limit),
	})
	if err != nil {
		return nil, after, translate(err, "read the event feed")
	}
	for _, row := range rows {
		after = event.Position{Transaction: uint64(row.Xid), Number: row.Number}
	}
	return each(rows, func(row writedb.ReadEventsRow) stats.Fact {
		return stats.Fact{
			TenantID: tenant.ID(row.TenantID), Name: event.Name(row.Name), At: row.OccurredAt.UTC(), Body: row.Body,
		}
	}), after, nil
}

// ReadCheckpoint implements ports.EventFeed.
func (p *Projections) ReadCheckpoint(ctx context.Context, follower string) (event.Position, error) {
	return readCheckpoint(ctx, p.queries, follower)
}

// ReadLag implements ports.EventFeed. An event of a clock that is ahead is not late.
func (p *Projections) ReadLag(ctx context.Context, after event.Position) (time.Duration, error) {
	at, err := p.queries.ReadNextEvent(ctx, int64(after.Transaction), after.Number)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, translate(err, "read how far the aggregates are behind")
	}
	return max(p.clock.Now().Sub(at), 0), nil
}

// Apply implements ports.ProjectionStore, in one round trip.
func (p *Projections) Apply(ctx context.Context, step ports.ProjectionStep) error {
	var sent pipeline
	q := writedb.New(&sent)
	q.SwapCheckpoint(ctx, []writedb.SwapCheckpointParams{{
		Follower: step.Follower,
		FromXid:  int64(step.From.Transaction), FromNumber: step.From.Number,
		ToXid: int64(step.To.Transaction), ToNumber: step.To.Number,
	}})
	queueTenantStats(ctx, q, step.Added, 0)
	queuePlaybookStats(ctx, q, step.Added, 0)
	queueExperimentStats(ctx, q, step.Added, 0)
	queueFirings(ctx, q, step.Added)
	return translate(sent.run(ctx, p.pool, nil), "add to the aggregates")
}
