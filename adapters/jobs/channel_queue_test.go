package jobs_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/jobs"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/ports"
)

func TestAQueueStandsStillWhileItsBreakerIsOpenAndNoOtherDoes(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	sent := make(chan action.Surface, 10)
	options, channels := deliverWith(func(_ context.Context, wanted ports.DeliverAction) error {
		sent <- delivery.SurfaceOf(wanted.DeliveryID)
		return nil
	}, action.CI, action.Alert)
	ci := channels[action.CI]
	ci.admission.Store(int64(jobs.Nothing))
	q.start(options, patience)
	ci.noticed(t)

	q.enqueue(nil, deliverTo(action.CI, 1), deliverTo(action.Alert, 2))
	require.Equal(t, action.Alert, received(t, sent))
	ci.noticed(t)
	require.Empty(t, sent)

	ci.admission.Store(int64(jobs.Everything))
	require.Equal(t, action.CI, received(t, sent), "what waited is sent then")

	ci.admission.Store(int64(jobs.Nothing))
	ci.noticed(t)
	q.enqueue(nil, deliverTo(action.CI, 3))
	ci.noticed(t)
	require.Empty(t, sent, "it can be paused again")
}

func TestAHalfOpenBreakerLetsOneDeliveryThroughAtATime(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	started, release := make(chan struct{}, 20), make(chan struct{})
	options, channels := deliverWith(func(context.Context, ports.DeliverAction) error {
		started <- struct{}{}
		select {
		case <-release:
		case <-t.Context().Done(): // the test gave up
		}
		return nil
	}, action.CI)
	ci := channels[action.CI]
	ci.admission.Store(int64(jobs.OneTrial))
	q.enqueue(nil, deliverTo(action.CI, 1), deliverTo(action.CI, 2))
	q.start(options, patience)
	for range 2 {
		received(t, started)
		ci.noticed(t)
		require.Empty(t, started, "the other waits for the trial")
		release <- struct{}{}
	}

	ci.admission.Store(int64(jobs.Everything))
	ci.noticed(t)
	q.enqueue(nil, deliverTo(action.CI, 3), deliverTo(action.CI, 4))
	received(t, started)
	received(t, started) // while the first is still at work
	close(release)
}

func TestAQueueThatCouldNotBeOpenedIsToldAndOpenedLater(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	owner, err := pgx.Connect(t.Context(), q.owner)
	require.NoError(t, err)
	t.Cleanup(func() { _ = owner.Close(context.WithoutCancel(t.Context())) })
	sent := make(chan struct{}, 1)
	options, channels := deliverWith(func(context.Context, ports.DeliverAction) error {
		sent <- struct{}{}
		return nil
	}, action.CI)
	failed, opened := make(chan error, 1), make(chan struct{}, 1)
	options.Opened = func(_ context.Context, queue string, err error) {
		assert.Equal(t, "deliver_ci", queue)
		if err != nil {
			offer(failed, err)
			return
		}
		offer(opened, struct{}{})
	}
	ci := channels[action.CI]
	ci.admission.Store(int64(jobs.Nothing))
	q.start(options, patience)
	ci.noticed(t)
	require.Empty(t, opened, "a queue that is paused is no news")
	_, err = owner.Exec(t.Context(), "ALTER TABLE river.river_queue RENAME TO away")
	require.NoError(t, err)
	ci.admission.Store(int64(jobs.Everything))
	require.ErrorContains(t, received(t, failed), "open the queue deliver_ci")
	require.Empty(t, opened)
	_, err = owner.Exec(t.Context(), "ALTER TABLE river.away RENAME TO river_queue")
	require.NoError(t, err)

	q.enqueue(nil, deliverTo(action.CI, 1))
	received(t, sent)
	received(t, opened)
}

// offer sends unless something waits to be received.
func offer[T any](to chan<- T, value T) {
	select {
	case to <- value:
	default:
	}
}

func TestStoppingEndsAPausedQueueAndOneThatWaitsToBePaused(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	started := make(chan struct{}, 1)
	options, channels := deliverWith(func(ctx context.Context, _ ports.DeliverAction) error {
		started <- struct{}{}
		<-ctx.Done()
		return ctx.Err()
	}, action.CI, action.Alert)
	channels[action.Alert].admission.Store(int64(jobs.Nothing))
	stop := q.start(options, 0)
	q.enqueue(nil, deliverTo(action.CI, 1))
	received(t, started)
	channels[action.CI].admission.Store(int64(jobs.Nothing)) // waits for the job at work

	require.NoError(t, stop())
	require.NotEqual(t, "running", q.rows("deliver_action")[0].State)
}
