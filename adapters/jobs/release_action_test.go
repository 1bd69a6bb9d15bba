package jobs_test

import (
	"context"
	"errors"
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

// releaseAt is the release of the n-th delivery to CI.
func releaseAt(at time.Time, n byte) ports.Scheduled {
	wanted := ports.ReleaseAction{TenantID: "acme", DeliveryID: deliverTo(action.CI, n).DeliveryID}
	return ports.Scheduled{Job: wanted, At: at}
}

// releaseWith makes the work of releases.
func releaseWith(work func(context.Context, ports.ReleaseAction) (time.Time, error)) jobs.Options {
	options, _ := deliverWith(nil)
	options.Release = work
	return options
}

func (q *queue) scheduledAt(kind string) time.Time {
	q.t.Helper()
	connection, err := pgx.Connect(q.t.Context(), q.owner)
	require.NoError(q.t, err)
	defer func() { _ = connection.Close(context.Background()) }()
	var at time.Time
	require.NoError(q.t, connection.QueryRow(q.t.Context(),
		"SELECT scheduled_at FROM river.river_job WHERE kind = $1", kind).Scan(&at))
	return at
}

func TestAScheduledJobWaitsForItsTimeWithIDsOnly(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	morning := time.Now().Add(8 * time.Hour).Truncate(time.Second)
	wanted := releaseAt(morning, 1)
	q.enqueue(nil, wanted)
	stored := q.rows("release_action")[0]
	require.Equal(t, "releases", stored.Queue)
	require.Equal(t, "scheduled", stored.State)
	require.JSONEq(t, `{"tenant_id":"acme","delivery_id":"`+deliverTo(action.CI, 1).DeliveryID.String()+`"}`, stored.Args)
	require.True(t, morning.Equal(q.scheduledAt("release_action")))
}

func TestAReleaseWhoseTimeHasComeIsCarriedOutOnce(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	done := make(chan ports.ReleaseAction, 2)
	q.start(releaseWith(func(_ context.Context, wanted ports.ReleaseAction) (time.Time, error) {
		done <- wanted
		return time.Time{}, nil
	}), patience)
	wanted := releaseAt(time.Now().Add(-time.Minute), 1)
	q.enqueue(nil, wanted, releaseAt(time.Now().Add(time.Hour), 2))
	require.Equal(t, wanted.Job, received(t, done))
	require.Eventually(t, func() bool { return q.rows("release_action")[0].State == "completed" }, patience, 10*time.Millisecond)
	require.Equal(t, "scheduled", q.rows("release_action")[1].State)
}

func TestAReleaseThatWaitsOnComesBackAtThatTimeAndHasNotFailed(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	options := releaseWith(nil)
	again := options.Clock.Now().Add(8 * time.Hour)
	options.Release = func(context.Context, ports.ReleaseAction) (time.Time, error) { return again, nil }
	q.start(options, patience)
	q.enqueue(nil, releaseAt(time.Now().Add(-time.Minute), 1))
	require.Eventually(t, func() bool { return q.scheduledAt("release_action").After(time.Now()) }, patience, 10*time.Millisecond)
	require.Equal(t, "scheduled", q.rows("release_action")[0].State)
	require.Zero(t, q.rows("release_action")[0].Attempt)
	require.WithinDuration(t, again, q.scheduledAt("release_action"), patience, "for hours it is not spread over hours")
}

func TestAReleaseThatFailsIsTriedAgain(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	options := releaseWith(func(context.Context, ports.ReleaseAction) (time.Time, error) {
		return time.Time{}, errors.New("away")
	})
	options.Clock = memory.NewClock(time.Now().Add(time.Hour)) // or its first pause could be over
	q.start(options, patience)
	q.enqueue(nil, releaseAt(time.Now().Add(-time.Minute), 1))
	require.Eventually(t, func() bool { return q.rows("release_action")[0].State == "retryable" }, patience, 10*time.Millisecond)
}

func TestADigestIsDeliveredInTheQueueOfItsSurface(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	busy := fault.New(fault.Exhausted, "RECEIVER_BUSY", "come back later")
	busy.RetryAfter = time.Hour
	wanted := ports.DeliverDigest{
		TenantID: "acme", DigestID: delivery.DigestIDOf(id.At(time.UnixMilli(1), id.Entropy{1: 9}), action.CI),
	}
	tried := make(chan ports.DeliverDigest, 1)
	options, _ := deliverWith(nil, action.CI)
	options.Digest = func(_ context.Context, made ports.DeliverDigest) error {
		tried <- made
		return busy
	}
	q.start(options, patience)
	q.enqueue(nil, wanted)
	require.Equal(t, wanted, received(t, tried))
	require.Eventually(t, func() bool { return q.rows("deliver_digest")[0].State == "scheduled" }, patience, 10*time.Millisecond)
	stored := q.rows("deliver_digest")[0]
	require.Zero(t, stored.Attempt, "a pause is no failed attempt")
	require.Equal(t, "deliver_ci", stored.Queue)
	require.JSONEq(t, `{"tenant_id":"acme","digest_id":"`+wanted.DigestID.String()+`"}`, stored.Args)
}
