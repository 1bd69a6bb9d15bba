package postgres

import (
	"context"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Backlogs reads what waits of receipts and erasures.
type Backlogs struct {
	queries *writedb.Queries
	clock   ports.Clock
	// sealing is the follower behind whose checkpoint receipts are pending.
	sealing string
	// sent says that there is an evidence service, for which sealed receipts wait.
	sent bool
}

var _ ports.Backlogs = (*Backlogs)(nil)

// NewBacklogs makes it over the pool.
func NewBacklogs(pool Worker, clock ports.Clock, sealing string, sent bool) *Backlogs {
	return &Backlogs{queries: writedb.New(pool), clock: clock, sealing: sealing, sent: sent}
}

// sealed is the state of receipts that wait for the evidence service.
const sealed = "sealed"

// ReadBacklogs implements ports.Backlogs. What a clock that is ahead wrote has not waited yet.
func (b *Backlogs) ReadBacklogs(ctx context.Context) ([]ports.Backlog, error) {
	at, err := readCheckpoint(ctx, b.queries, b.sealing)
	if err != nil {
		return nil, err
	}
	rows, err := b.queries.ReadBacklogs(ctx, int64(at.Transaction), at.Number, ports.MostCounted)
	if err != nil {
		return nil, translate(err, "read what waits")
	}
	now := b.clock.Now()
	return each(rows, func(row writedb.ReadBacklogsRow) ports.Backlog {
		waits := ports.Backlog{Queue: row.Queue, State: row.State, Depth: row.Depth}
		if row.State == sealed && !b.sent {
			waits.Depth = 0 // for nobody
		}
		if waits.Depth > 0 {
			waits.Age = max(now.Sub(row.Oldest), 0)
		}
		return waits
	}), nil
}
