package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"github.com/mmm-engine/mmm-engine/ports"
)

type eraseActor struct {
	river.WorkerDefaults[ports.EraseActor]
	erase  func(ctx context.Context, wanted ports.EraseActor, limit time.Duration) (again time.Time, err error)
	resume Resume
	clock  ports.Clock
}

// eraseTime is how long one job erases before it lets others in, well within what a job
// may take.
const eraseTime = 20 * time.Second

// Work implements river.Worker. An erasure that has not ended yet comes back, which is no
// attempt of the job's.
func (w *eraseActor) Work(ctx context.Context, job *river.Job[ports.EraseActor]) error {
	again, err := w.erase(w.resume(ctx, traceOf(job.Metadata)), job.Args, eraseTime)
	if err != nil || again.IsZero() {
		return err
	}
	return river.JobSnooze(max(again.Sub(w.clock.Now()), 0)) //nolint:wrapcheck // the library knows its own error by type
}

// NextRetry implements river.Worker.
func (w *eraseActor) NextRetry(job *river.Job[ports.EraseActor]) time.Time {
	return nextRetry(w.clock, job.JobRow)
}
