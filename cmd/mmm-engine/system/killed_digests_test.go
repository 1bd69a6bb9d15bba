package system_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A receiver that drops repeated webhook-ids sees each digest exactly once, whatever is
// killed when.
func TestNoKillLosesOrDoublesADigest(t *testing.T) {
	t.Parallel()
	const all = 5
	at := newReceiver(t)
	s := prepare(t, map[string]string{"CI_WORKFLOW_BASE_URL": at.url, "JOBS_RESCUE_AFTER": "15s"})
	s.startEngine(t)
	r := s.renter(t).quietPlaybook(t, "digest", "ci.failed").asleep(t)
	for run := range all {
		r.tells(t, "ci.failed", run, false)
	}

	// Taken, but not marked; some of the releases may be at work, too.
	killed := s.murder(at, false, true)
	r.awakens(t)
	select {
	case <-killed:
	case <-time.After(patience):
		require.FailNow(t, "nothing is sent")
	}
	at.behave(nil)
	s.startEngine(t)

	within(t, rescue, "every job ends", func() bool {
		return rows[int](t, s, `SELECT count(*)::int FROM river.river_job
			WHERE kind IN ('release_action', 'deliver_digest') AND state <> 'completed'`)[0] == 0
	})
	digests := rows[string](t, s, "SELECT digest_id::text FROM digests WHERE tenant_id = $1 AND surface = 'ci'", r.id)
	require.Len(t, digests, 1)
	require.Equal(t, digests, at.effects())
	require.NotZero(t, at.repeats(), "it comes again: who does not drop it acts twice")
	require.Zero(t, r.waiting(t))
	require.Equal(t, all, rows[int](t, s, "SELECT count(*)::int FROM deliveries WHERE tenant_id = $1 AND surface = 'ci'", r.id)[0])
	require.Len(t, r.arrivals(t, "alerting"), 1, "nor does the other surface see two")
}
