// Package jobs runs what was committed to be done later, over River.
package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Queues keep one kind of work from holding up another. Each channel has its own.
const (
	queueSignals     = "signals"
	queueMaintenance = "maintenance"
	queueReleases    = "releases"
	queueErasures    = "erasures"
)

func queueOfSurface(surface action.Surface) string { return "deliver_" + string(surface) }

// maxAttempts end within a day, with the library's growing pauses: a signal whose id
// is free again must not be decided from an old job.
const maxAttempts = 16

// deliveryAttempts are more than anybody makes: a delivery ends when it expires, one that
// waits too, and an erasure is never given up.
const deliveryAttempts = 10_000

// Enqueuer inserts jobs within a transaction of the caller's.
type Enqueuer struct{ client *river.Client[pgx.Tx] }

// NewEnqueuer makes an enqueuer for the job tables in the schema.
func NewEnqueuer(schema string) (*Enqueuer, error) {
	client, err := river.NewClient(riverpgxv5.New(nil), &river.Config{Schema: schema})
	if err != nil {
		return nil, fmt.Errorf("make the job client: %w", err)
	}
	return &Enqueuer{client: client}, nil
}

// Enqueue inserts the jobs, in one statement; they start when tx has committed, under
// the trace (W3C traceparent) unless it is empty.
func (e *Enqueuer) Enqueue(ctx context.Context, tx pgx.Tx, jobs []ports.Job, trace string) error {
	carried, err := metadataOf(trace)
	if err != nil {
		return err
	}
	params := make([]river.InsertManyParams, len(jobs))
	for i, job := range jobs {
		job, at := plain(job)
		params[i] = river.InsertManyParams{Args: job, InsertOpts: &river.InsertOpts{
			Queue: queueOf(job), MaxAttempts: attemptsOf(job), Metadata: carried, ScheduledAt: at,
		}}
	}
	if _, err := e.client.InsertManyFastTx(ctx, tx, params); err != nil {
		return fmt.Errorf("insert %d jobs: %w", len(jobs), err)
	}
	return nil
}

// plain answers the job itself and when it is to start; zero for at once.
func plain(job ports.Job) (ports.Job, time.Time) {
	if scheduled, later := job.(ports.Scheduled); later {
		return scheduled.Job, scheduled.At
	}
	return job, time.Time{}
}

func queueOf(job ports.Job) string {
	switch job := job.(type) {
	case ports.MaintainPartitions:
		return queueMaintenance
	case ports.DeliverAction:
		return queueOfSurface(delivery.SurfaceOf(job.DeliveryID))
	case ports.DeliverDigest:
		return queueOfSurface(delivery.SurfaceOf(job.DigestID))
	case ports.ReleaseAction:
		return queueReleases
	case ports.EraseActor:
		return queueErasures
	}
	return queueSignals
}

func attemptsOf(job ports.Job) int {
	switch job.(type) {
	case ports.DeliverAction, ports.DeliverDigest, ports.ReleaseAction, ports.EraseActor:
		return deliveryAttempts
	}
	return maxAttempts
}
