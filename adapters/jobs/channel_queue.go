package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"github.com/mmm-engine/mmm-engine/domain/action"
)

// Admission says how many deliveries a channel takes now.
type Admission int

// The admissions, by the state of the channel's breaker.
const (
	// Everything: the breaker is closed.
	Everything Admission = iota
	// OneTrial: it is half-open.
	OneTrial
	// Nothing: it is open.
	Nothing
)

// ChannelQueue is the queue of one surface's deliveries.
type ChannelQueue struct {
	Surface action.Surface
	// Admission is asked several times a second.
	Admission func() Admission
}

// admissionPause is how often a channel's breaker is looked at.
const admissionPause = 100 * time.Millisecond

// tended works on the queue of a channel as far as its breaker lets it. Pausing is
// this process's own affair: the library's own pause would hold for all processes, and
// for good if this one died. Jobs wait in the database meanwhile.
type tended struct {
	client  *river.Client[pgx.Tx]
	queue   ChannelQueue
	workers int
	opened  func(ctx context.Context, queue string, err error)
	// at is how many workers the queue has now.
	at int
	// closing is set while the queue is being taken away: it starts nothing more, and
	// must go before it can come back, whatever the breaker says meanwhile.
	closing bool
}

func (t *tended) name() string { return queueOfSurface(t.queue.Surface) }

func (t *tended) wanted() int {
	switch t.queue.Admission() {
	case Nothing:
		return 0
	case OneTrial:
		return 1
	case Everything:
	}
	return t.workers
}

// run follows the breaker until the context ends.
func (t *tended) run(ctx context.Context) {
	ticker := time.NewTicker(admissionPause)
	defer ticker.Stop()
	for {
		// What fails is tried again at the next look: the database was away, or all of it
		// stops.
		t.tell(ctx, t.follow(ctx))
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// tell passes over a queue that waits for its jobs to end, and one that is meant to be
// closed.
func (t *tended) tell(ctx context.Context, err error) {
	if errors.Is(err, errAtWork) || err == nil && t.at == 0 {
		return
	}
	t.opened(ctx, t.name(), err)
}

var errAtWork = errors.New("jobs are still at work")

// follow changes the number of workers, which the library can only do by taking the
// queue away and back. Jobs at work end first.
func (t *tended) follow(ctx context.Context) error {
	wanted := t.wanted()
	if wanted == t.at && !t.closing {
		return nil
	}
	if t.at > 0 {
		if err := t.remove(ctx); err != nil {
			return err
		}
	}
	if wanted > 0 {
		if err := t.client.Queues().Add(t.name(), river.QueueConfig{MaxWorkers: wanted}); err != nil {
			// The library keeps a queue that could not be started, and would refuse it for
			// ever; there is nothing in it that could fail to stop.
			_ = t.client.Queues().Remove(ctx, t.name())
			return fmt.Errorf("open the queue %s: %w", t.name(), err)
		}
		t.at = wanted
	}
	return nil
}

// remove takes the queue away. The library lets nobody else open or close a queue
// while it waits for the jobs at work, so it waits a little at each look.
func (t *tended) remove(ctx context.Context) error {
	t.closing = true
	bounded, cancel := context.WithTimeout(ctx, admissionPause)
	defer cancel()
	err := t.client.Queues().Remove(bounded, t.name())
	if errors.Is(err, context.DeadlineExceeded) {
		return errAtWork
	}
	if err != nil {
		return fmt.Errorf("pause the queue %s: %w", t.name(), err)
	}
	t.at, t.closing = 0, false
	return nil
}
