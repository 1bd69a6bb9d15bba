package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"github.com/mmm-engine/mmm-engine/ports"
)

type releaseAction struct {
	river.WorkerDefaults[ports.ReleaseAction]
	release func(context.Context, ports.ReleaseAction) (again time.Time, err error)
	resume  Resume
	clock   ports.Clock
}

// Work implements river.Worker. What waits on comes back when that ends, which is no
// attempt of the job's. A digest that was due with others finds itself gone then.
func (w *releaseAction) Work(ctx context.Context, job *river.Job[ports.ReleaseAction]) error {
	again, err := w.release(w.resume(ctx, traceOf(job.Metadata)), job.Args)
	if err != nil || again.IsZero() {
		return err
	}
	return river.JobSnooze(max(again.Sub(w.clock.Now()), 0)) //nolint:wrapcheck // the library knows its own error by type
}

// NextRetry implements river.Worker.
func (w *releaseAction) NextRetry(job *river.Job[ports.ReleaseAction]) time.Time {
	return nextRetry(w.clock, job.JobRow)
}
