package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// dueAt answers when the only delivery is tried next.
func (q *queue) dueAt() time.Time {
	q.t.Helper()
	connection, err := pgx.Connect(q.t.Context(), q.owner)
	require.NoError(q.t, err)
	defer func() { _ = connection.Close(context.Background()) }()
	var due time.Time
	require.NoError(q.t, connection.QueryRow(q.t.Context(),
		"SELECT scheduled_at FROM river.river_job WHERE kind = 'deliver_action'").Scan(&due))
	return due
}

func TestAFailedDeliveryIsDueWhenItsPauseIsOver(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	options, _ := deliverWith(func(context.Context, ports.DeliverAction) error { return errors.New("away") }, action.CI)
	inADay := time.Now().Add(24 * time.Hour)
	options.Clock = memory.NewClock(inADay)
	q.start(options, patience)
	q.enqueue(nil, deliverTo(action.CI, 1))
	require.Eventually(t, func() bool { return q.rows("deliver_action")[0].State == "retryable" }, patience, 10*time.Millisecond)
	require.WithinRange(t, q.dueAt(), inADay.Add(5*time.Second-time.Millisecond), inADay.Add(6*time.Second))
}

// An outage may come with its end as well as a lack.
func TestAReceiverIsLeftAloneForAsLongAsItSays(t *testing.T) {
	t.Parallel()
	for _, kind := range []fault.Kind{fault.Unavailable, fault.Exhausted} {
		t.Run(kind.String(), func(t *testing.T) {
			t.Parallel()
			q := newQueue(t)
			busy := fault.New(kind, "RECEIVER_BUSY", "come back later")
			busy.RetryAfter = time.Hour
			options, _ := deliverWith(func(context.Context, ports.DeliverAction) error {
				return fmt.Errorf("deliver: %w", busy)
			}, action.CI)
			began := time.Now()
			q.start(options, patience)
			q.enqueue(nil, deliverTo(action.CI, 1))
			require.Eventually(t, func() bool { return q.rows("deliver_action")[0].State == "scheduled" }, patience, 10*time.Millisecond)
			require.WithinRange(t, q.dueAt(), began.Add(time.Hour-time.Second), time.Now().Add(time.Hour+time.Hour/5))
			require.Zero(t, q.rows("deliver_action")[0].Attempt)
		})
	}
}

func TestAFailedJobThatNobodyElseObservesIsTold(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	var out bytes.Buffer
	options := evaluateWith(func(context.Context, string) error { return errors.New("away") })
	options.Logger = slog.New(slog.NewJSONHandler(&out, nil))
	stop := q.start(options, patience)
	q.enqueue(nil, signals("signal-of-somebody")...)
	require.Eventually(t, func() bool {
		stored := q.rows("evaluate_signal")[0]
		return stored.Attempt > 0 && stored.State != "running"
	}, patience, 10*time.Millisecond)
	require.NoError(t, stop())
	require.Contains(t, out.String(), "a job failed")
	require.Contains(t, out.String(), `"kind":"evaluate_signal"`)
	require.NotContains(t, out.String(), "signal-of-somebody")
}
