package jobs

import (
	"context"

	"github.com/riverqueue/river"

	"github.com/mmm-engine/mmm-engine/ports"
)

type maintainPartitions struct {
	river.WorkerDefaults[ports.MaintainPartitions]
	partitions ports.Partitions
}

// Work implements river.Worker.
func (w *maintainPartitions) Work(ctx context.Context, _ *river.Job[ports.MaintainPartitions]) error {
	return w.partitions.EnsurePartitions(ctx)
}
