package system_test

import (
	"context"
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// newCuttable answers a stack whose database can be taken away.
func newCuttable(t *testing.T) (*stack, *proxy) {
	t.Helper()
	s := prepare(t, nil)
	between := newProxy(t, s.database.API)
	s.environ["DATABASE_URL"] = between.through(t, s.database.API)
	s.environ["DATABASE_WORKER_URL"] = between.through(t, s.database.Worker)
	s.startEngine(t)
	return s, between
}

func TestADatabaseThatIsAwayIsToldAndNothingIsHalfDone(t *testing.T) {
	t.Parallel()
	s, database := newCuttable(t)
	r := s.renter(t).withExamples(t)
	ask, key := r.ask("security.code_scanning", alert()), map[string]string{"Idempotency-Key": "k"}
	made := r.decide(t, r.ask("security.code_scanning", alert()))
	before := r.counts(t)
	database.cut()

	for _, away := range []request{
		r.post("/decide", ask, key), r.post("/signals", newSignal("ci.failed", document{}), nil),
		r.report(made, "shown", nil), r.rate(made.Actions[0].ID, "useful"),
		r.post("/playbooks", newPlaybook(), nil), {method: http.MethodGet, path: "/playbooks", token: r.token},
	} {
		got := r.do(t, away)
		p := refused(t, got, http.StatusServiceUnavailable)
		require.True(t, p.Retryable)
		seconds, err := strconv.Atoi(got.header.Get("Retry-After"))
		require.NoError(t, err)
		require.Positive(t, seconds)
	}
	eventually(t, "it is not ready", func() bool { return s.ready() == http.StatusServiceUnavailable })
	health := s.do(t, request{method: http.MethodGet, path: "/health"})
	require.JSONEq(t, `{"status":"healthy"}`, string(health.body))
	require.Equal(t, http.StatusOK, health.status)
	require.Equal(t, before, r.counts(t))

	database.mend(t)
	eventually(t, "it is ready again by itself", func() bool { return s.ready() == http.StatusOK })
	again := r.do(t, r.post("/decide", ask, key))
	require.Equal(t, http.StatusOK, again.status)
	require.Empty(t, again.header.Get("Idempotency-Replayed"), "the refusal was not recorded")
	require.Equal(t, before["decisions"]+1, r.count(t, "decisions"))
	r.requireWholeChain(t)
}

func TestADatabaseThatGoesAwayUnderLoadCostsNoDecision(t *testing.T) {
	t.Parallel()
	s, database := newCuttable(t)
	l := &load{renter: s.renter(t), workers: 4, each: 50}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	running := l.run(ctx)
	for cut := range int64(3) {
		eventually(t, "there is load", func() bool { return l.answered.Load() >= 40*(cut+1) })
		database.cut()
		database.mend(t)
	}
	running.Wait()
	l.requireNothingLostOrDoubled(t)
}
