package jobs_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/jobs"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/ports"
)

func TestAQueueIsOpenedWhileAnotherWaitsForItsJobToEnd(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	sent, release, ended := make(chan action.Surface, 10), make(chan struct{}), make(chan struct{}, 10)
	options, channels := deliverWith(func(ctx context.Context, wanted ports.DeliverAction) error {
		surface := delivery.SurfaceOf(wanted.DeliveryID)
		sent <- surface
		if surface == action.CI {
			select {
			case <-release:
			case <-ctx.Done(): // its time is over
			}
			ended <- struct{}{}
		}
		return nil
	}, action.CI, action.Alert)
	options.Opened = func(_ context.Context, _ string, err error) {
		assert.NoError(t, err, "to wait for jobs at work is no trouble")
	}
	ci, alert := channels[action.CI], channels[action.Alert]
	alert.admission.Store(int64(jobs.Nothing))
	q.start(options, patience)
	q.enqueue(nil, deliverTo(action.CI, 1), deliverTo(action.Alert, 2))
	require.Equal(t, action.CI, received(t, sent))

	ci.admission.Store(int64(jobs.Nothing))
	ci.noticed(t) // it waits for the job at work
	alert.admission.Store(int64(jobs.Everything))
	require.Equal(t, action.Alert, received(t, sent))
	require.Empty(t, ended, "the job of the other is still at work")

	ci.admission.Store(int64(jobs.Everything))
	ci.noticed(t)
	q.enqueue(nil, deliverTo(action.CI, 3))
	close(release)
	require.Equal(t, action.CI, received(t, sent), "a queue that was going comes back")
}
