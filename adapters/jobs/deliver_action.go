package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

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

// Work implements river.Worker. Who says when to come back is obeyed, which is no
// attempt of the job's: a receiver that is paused has not failed.
func (w *deliverAction) Work(ctx context.Context, job *river.Job[ports.DeliverAction]) error {
	err := w.deliver(w.resume(ctx, traceOf(job.Metadata)), job.Args)
	if said, ok := errors.AsType[*fault.Error](err); ok && said.RetryAfter > 0 {
		return river.JobSnooze(said.RetryAfter) //nolint:wrapcheck // the library knows its own error by type
	}
	return err
}

// The pauses between attempts double from the first to the longest.
const (
	firstPause   = 5 * time.Second
	longestPause = 10 * time.Minute
)

// NextRetry implements river.Worker. A spread of a fifth, by the job's number, keeps
// what failed together from coming back together.
func (w *deliverAction) NextRetry(job *river.Job[ports.DeliverAction]) time.Time {
	const doublings, spread = 7, 5 // enough to reach the longest pause
	pause := min(firstPause<<min(max(job.Attempt-1, 0), doublings), longestPause)
	const steps = 100
	pause += pause / spread * time.Duration(job.ID%steps) / steps
	return w.clock.Now().Add(pause)
}
