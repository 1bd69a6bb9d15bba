package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

type deliverAction struct {
	river.WorkerDefaults[ports.DeliverAction]
	deliver func(context.Context, ports.DeliverAction) error
	resume  Resume
	clock   ports.Clock
}

// deliveryTime is above what all tries of one delivery take together.
const deliveryTime = 15 * time.Second

// Timeout implements river.Worker.
func (*deliverAction) Timeout(*river.Job[ports.DeliverAction]) time.Duration { return deliveryTime }

// Work implements river.Worker.
func (w *deliverAction) Work(ctx context.Context, job *river.Job[ports.DeliverAction]) error {
	return obeyed(w.deliver(w.resume(ctx, traceOf(job.Metadata)), job.Args), job.ID)
}

// obeyed has a job come back when its receiver says, which is no attempt of the job's: a
// receiver that is paused has not failed. What waits for the same pause does not come
// back at the same moment.
func obeyed(err error, jobID int64) error {
	if said, ok := errors.AsType[*fault.Error](err); ok && said.RetryAfter > 0 {
		return river.JobSnooze(spread(said.RetryAfter, jobID)) //nolint:wrapcheck // the library knows its own error by type
	}
	return err
}

// The pauses between attempts double from the first to the longest.
const (
	firstPause   = 5 * time.Second
	longestPause = 10 * time.Minute
)

// NextRetry implements river.Worker.
func (w *deliverAction) NextRetry(job *river.Job[ports.DeliverAction]) time.Time {
	return nextRetry(w.clock, job.JobRow)
}

func nextRetry(clock ports.Clock, job *rivertype.JobRow) time.Time {
	const doublings = 7 // enough to reach the longest pause
	pause := min(firstPause<<min(max(job.Attempt-1, 0), doublings), longestPause)
	return clock.Now().Add(spread(pause, job.ID))
}

// spread makes a pause longer by less than a fifth, by the job's number: what failed or
// was put off together does not come back together.
func spread(pause time.Duration, jobID int64) time.Duration {
	const share, steps = 5, 100
	return pause + pause/share*time.Duration(jobID%steps)/steps
}
