package jobs_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/jobs"
	"github.com/mmm-engine/mmm-engine/db"
	"github.com/mmm-engine/mmm-engine/infrastructure/clock"
	"github.com/mmm-engine/mmm-engine/ports"
)

func (q *queue) backlogs() map[string]ports.Backlog {
	q.t.Helper()
	found, err := jobs.NewBacklogs(q.worker.Pool, db.RiverSchema, clock.New()).ReadBacklogs(q.t.Context())
	require.NoError(q.t, err)
	named := map[string]ports.Backlog{}
	for _, one := range found {
		named[one.Queue+" "+one.State] = one
	}
	return named
}

func TestJobsWaitByQueueAndStateSinceTheyWereDue(t *testing.T) {
	t.Parallel()
	q := newQueue(t)
	q.enqueue(nil, signals("s1", "s2")...)
	q.enqueue(nil, ports.Scheduled{Job: ports.ReleaseAction{TenantID: "acme"}, At: time.Now().Add(time.Hour)})
	_, err := q.worker.Exec(t.Context(), "UPDATE river.river_job SET scheduled_at = now() - interval '2 hours' WHERE id = (SELECT min(id) FROM river.river_job)")
	require.NoError(t, err)
	found := q.backlogs()
	require.Equal(t, int64(2), found["signals available"].Depth)
	require.InDelta(t, 2*time.Hour, found["signals available"].Age, float64(patience))
	require.Equal(t, int64(1), found["releases scheduled"].Depth)
	require.Zero(t, found["releases scheduled"].Age, "what is due later does not wait yet")
}

func TestEveryQueueIsNamedInEveryStateBeforeItsFirstJob(t *testing.T) {
	t.Parallel()
	found := newQueue(t).backlogs()
	for _, queue := range []string{"signals", "maintenance", "releases", "erasures", "deliver_ide", "deliver_ci", "deliver_alert"} {
		for _, state := range []string{"available", "running", "retryable", "scheduled"} {
			require.Equal(t, ports.Backlog{Queue: queue, State: state}, found[queue+" "+state])
		}
	}
	require.Len(t, found, 28)
}
