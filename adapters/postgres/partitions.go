package postgres

import (
	"context"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/ports"
)

// weeksAhead leaves a month in which nobody needs to notice that the job stands still.
const weeksAhead = 4

// Partitions implements ports.Partitions.
type Partitions struct{ queries *writedb.Queries }

var _ ports.Partitions = (*Partitions)(nil)

// NewPartitions makes it over the pool.
func NewPartitions(pool Worker) *Partitions { return &Partitions{queries: writedb.New(pool)} }

// EnsurePartitions implements ports.Partitions, a table at a time, so that it never
// holds the lock of one while it waits for another.
func (p *Partitions) EnsurePartitions(ctx context.Context) error {
	for _, parent := range []string{"decisions", "receipts", "events", "deliveries", "outcomes"} {
		if err := p.queries.EnsurePartitions(ctx, parent, weeksAhead); err != nil {
			return translate(err, "make the coming weeks' partitions of "+parent)
		}
	}
	return nil
}
