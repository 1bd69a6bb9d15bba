package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"github.com/mmm-engine/mmm-engine/ports"
)

// retainTime is how long one job deletes before it lets others in, well within what a job
// may take.
const retainTime = 20 * time.Second

// retainPause is how long it waits for another run of it, or a rebuild of aggregates.
const retainPause = time.Minute

type retain struct {
	river.WorkerDefaults[ports.Retain]
	retain func(ctx context.Context, limit time.Duration) (Retained, error)
}

// Retained is how a run of retention ended.
type Retained int

// The ends of a run.
const (
	// RetainedAll: nothing is left to delete.
	RetainedAll Retained = iota
	// RetainedSome: time was over.
	RetainedSome
	// RetainedByOthers: somebody else is at it, or keeps it waiting.
	RetainedByOthers
)

// Work implements river.Worker. What is left goes on in the same job, after the others.
func (w *retain) Work(ctx context.Context, _ *river.Job[ports.Retain]) error {
	ended, err := w.retain(ctx, retainTime)
	switch {
	case err != nil:
		return err
	case ended == RetainedSome:
		return river.JobSnooze(0) //nolint:wrapcheck // no failure: it tells the library when to come back
	case ended == RetainedByOthers:
		return river.JobSnooze(retainPause) //nolint:wrapcheck // as above
	}
	return nil
}
