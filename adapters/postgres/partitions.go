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

// EnsurePartitions implements ports.Partitions.
func (p *Partitions) EnsurePartitions(ctx context.Context) error {
	return translate(p.queries.EnsurePartitions(ctx, weeksAhead), "make the coming weeks' partitions")
}
