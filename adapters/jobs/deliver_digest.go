package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"github.com/mmm-engine/mmm-engine/ports"
)

// deliverDigest is a delivery like any other, of more than one action.
type deliverDigest struct {
	river.WorkerDefaults[ports.DeliverDigest]
	deliver func(context.Context, ports.DeliverDigest) error
	resume  Resume
	clock   ports.Clock
}

// Timeout implements river.Worker.
func (*deliverDigest) Timeout(*river.Job[ports.DeliverDigest]) time.Duration { return deliveryTime }

// Work implements river.Worker.
func (w *deliverDigest) Work(ctx context.Context, job *river.Job[ports.DeliverDigest]) error {
	return obeyed(w.deliver(w.resume(ctx, traceOf(job.Metadata)), job.Args), job.ID)
}

// NextRetry implements river.Worker.
func (w *deliverDigest) NextRetry(job *river.Job[ports.DeliverDigest]) time.Time {
	return nextRetry(w.clock, job.JobRow)
}
