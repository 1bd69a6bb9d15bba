package system_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhatWaitsForAChannelThatIsTakenAwayEndsAsDisabled(t *testing.T) {
	t.Parallel()
	at := newReceiver(t)
	at.behave(func(w http.ResponseWriter, _ func()) { w.WriteHeader(http.StatusInternalServerError) })
	s := prepare(t, map[string]string{"CI_WORKFLOW_BASE_URL": at.url})
	s.startEngine(t)
	r := s.renter(t).withExamples(t)
	r.decide(t, r.ask("security.code_scanning", alert()))
	eventually(t, "the channel was tried", func() bool { return s.failures(t, "ci") >= 1 })
	require.Zero(t, s.engine.stop(t))

	s.environ["CI_WORKFLOW_BASE_URL"] = ""
	s.startEngine(t)
	eventually(t, "it is counted", func() bool { return r.delivered(t, "ci", "disabled") == 1 })
	eventually(t, "the job ends", func() bool {
		return rows[int](t, s, `SELECT count(*)::int FROM river.river_job
			WHERE queue = 'deliver_ci' AND state = 'completed'`)[0] == 1
	})
	require.Empty(t, at.effects())
}
