package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/jobs"
	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
)

// deliverTo is the n-th delivery to a surface.
func deliverTo(surface action.Surface, n byte) ports.DeliverAction {
	actionID := id.At(time.UnixMilli(1), id.Entropy{1: n}).Root().Branch(1)
	return ports.DeliverAction{TenantID: "acme", DeliveryID: delivery.IDOf(actionID, surface)}
}

// channel is the queue of a surface whose admission a test changes.
type channel struct {
	admission, looks atomic.Int64
}

func (c *channel) queue(surface action.Surface) jobs.ChannelQueue {
	return jobs.ChannelQueue{Surface: surface, Admission: func() jobs.Admission {
		c.looks.Add(1)
		return jobs.Admission(c.admission.Load())
	}}
}

// noticed waits until the admission has been looked at and followed.
func (c *channel) noticed(t *testing.T) {
	t.Helper()
	seen := c.looks.Load()
	require.Eventually(t, func() bool { return c.looks.Load() > seen+1 }, patience, time.Millisecond)
}

// deliverWith has the channels of the surfaces, which take everything at first.
func deliverWith(work func(context.Context, ports.DeliverAction) error, surfaces ...action.Surface) (jobs.Options, map[action.Surface]*channel) {
	options, channels := evaluateWith(func(context.Context, string) error { return nil }), map[action.Surface]*channel{}
	options.Deliver, options.Clock = work, memory.NewClock(time.Now())
	for _, surface := range surfaces {
		channels[surface] = &channel{}
		options.Channels = append(options.Channels, channels[surface].queue(surface))
	}
	return options, channels
}

func TestADeliveryWaitsInTheQueueOfItsSurfaceWithIDsOnly(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	wanted := deliverTo(action.CI, 1)
	q.enqueue(nil, wanted, deliverTo(action.IDE, 2), deliverTo(action.Alert, 3))
	stored := q.rows("deliver_action")
	require.Equal(t, []string{"deliver_ci", "deliver_ide", "deliver_alert"},
		[]string{stored[0].Queue, stored[1].Queue, stored[2].Queue})
	require.JSONEq(t, `{"tenant_id":"acme","delivery_id":"`+wanted.DeliveryID.String()+`"}`, stored[0].Args)
}

func TestADeliveryGoesOnInTheTraceThatAskedForIt(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	const trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
	traces := make(chan string, 2)
	options, _ := deliverWith(func(context.Context, ports.DeliverAction) error { return nil }, action.CI)
	options.Resume = func(ctx context.Context, traceParent string) context.Context {
		traces <- traceParent
		return ctx
	}
	q.start(options, patience)
	for _, want := range []string{trace, ""} {
		require.NoError(t, pgx.BeginFunc(t.Context(), q.primary, func(tx pgx.Tx) error {
			return q.enqueuer.Enqueue(t.Context(), tx, []ports.Job{deliverTo(action.CI, 1)}, want)
		}))
		require.Equal(t, want, received(t, traces))
	}
}

func TestAReceiverThatSaysWhenToComeBackIsNoFailedAttempt(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	busy := fault.New(fault.Exhausted, "RECEIVER_BUSY", "come back later")
	busy.RetryAfter = time.Hour
	options, _ := deliverWith(func(context.Context, ports.DeliverAction) error { return busy }, action.CI)
	q.start(options, patience)
	q.enqueue(nil, deliverTo(action.CI, 1))
	require.Eventually(t, func() bool { return q.rows("deliver_action")[0].State == "scheduled" }, patience, 10*time.Millisecond)
	require.Zero(t, q.rows("deliver_action")[0].Attempt)
}

func TestAFailedDeliveryIsTriedAgainLaterAndLeftToItsObserver(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	var out bytes.Buffer
	options, _ := deliverWith(func(context.Context, ports.DeliverAction) error { return errors.New("away") }, action.CI)
	options.Logger = slog.New(slog.NewJSONHandler(&out, nil))
	stop := q.start(options, patience)
	q.enqueue(nil, deliverTo(action.CI, 1))
	require.Eventually(t, func() bool {
		stored := q.rows("deliver_action")[0]
		return stored.Attempt > 0 && (stored.State == "retryable" || stored.State == "available")
	}, patience, 10*time.Millisecond)
	require.NoError(t, stop())
	require.NotContains(t, out.String(), "a job failed", "what observes deliveries tells it once an outage")
}
