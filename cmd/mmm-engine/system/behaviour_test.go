package system_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// withBehaviour is an engine with a behaviour service, and a tenant with a playbook that
// speaks to those who it says are at risk.
func withBehaviour(t *testing.T) renter {
	t.Helper()
	s := prepare(t, nil)
	s.environ["UBI_SERVICE_URL"] = s.simulator + "/ubi"
	s.startEngine(t)
	r := s.renter(t).awake(t)
	playbook := talkative()
	playbook["conditions"] = []string{`behaviour.exists(b, b.signal_type == "risk" && b.score >= 60.0 && at_least(b.severity, "medium"))`}
	r.publish(t, playbook)
	return r
}

// atRisk tells the behaviour service of an actor.
func (r renter) atRisk(t *testing.T, actorID string) {
	t.Helper()
	got := r.do(t, request{method: http.MethodPost, path: r.simulator + "/_sim/ubi/signals", body: document{
		"tenant_id": r.id, "actor_or_group_id": actorID, "dimension": "flow", "signal_type": "risk", "score": 71.5, "severity": "WARN",
	}})
	require.Equal(t, http.StatusCreated, got.status, string(got.body))
}

// toldOf decides for an actor, and answers whether it spoke and what it did without.
func (r renter) toldOf(t *testing.T, actorID string, number int64) (spoke bool, without []string) {
	t.Helper()
	got := decoded[struct {
		Decision struct {
			Actions []proposal
			Reasons []string `json:"degraded_reasons"`
		}
	}](t, r.do(t, r.post("/decide", r.askFor(actorID, number), nil)), http.StatusOK).Decision
	return len(got.Actions) > 0, got.Reasons
}

func TestConditionsReadWhatTheBehaviourServiceKnowsOfAnActor(t *testing.T) {
	t.Parallel()
	r := withBehaviour(t)
	other := r.renter(t)
	other.atRisk(t, "lee")
	r.atRisk(t, "idp:kim/ö")
	for actorID, want := range map[string]bool{"idp:kim/ö": true, "lee": false} {
		spoke, without := r.toldOf(t, actorID, 1)
		require.Equal(t, want, spoke, actorID)
		require.Empty(t, without)
	}
	metrics := r.metrics(t)
	require.InDelta(t, 2, metrics.value("mmm_cache_requests_total", labels{"cache": "signals", "result": "miss"}), 0)
	require.InDelta(t, 2, metrics.value("mmm_service_call_duration_seconds_count",
		labels{"service": "ubi", "operation": "recent", "result": "success"}), 0)
}

// The call that a decision could not wait for fills the cache for the actor's next one.
func TestASlowBehaviourServiceCostsADecisionOnlyWhatItWouldHaveSaid(t *testing.T) {
	t.Parallel()
	r := withBehaviour(t)
	r.atRisk(t, "kim")
	r.misbehave(t, "ubi", document{"mode": "latency", "value": 400})
	spoke, without := r.toldOf(t, "kim", 1)
	require.False(t, spoke)
	require.Equal(t, []string{"ubi"}, without)
	number := int64(1)
	eventually(t, "the answer is there", func() bool {
		number++
		spoke, without = r.toldOf(t, "kim", number)
		return spoke && len(without) == 0
	})
	require.InDelta(t, 0, r.metrics(t).value("mmm_circuit_state", labels{"name": "ubi"}), 0)
}

func TestABehaviourServiceThatFailsIsLeftAloneWhileDecisionsGoOn(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]document{
		"errors": {"mode": "error", "value": 503}, "garbage": {"mode": "garbage"}, "resets": {"mode": "reset"}, "too large": {"mode": "large"},
	} {
		r := withBehaviour(t)
		r.atRisk(t, "kim")
		r.misbehave(t, "ubi", fault)
		for number := range int64(7) {
			spoke, without := r.toldOf(t, "kim", number)
			require.False(t, spoke, name)
			require.Equal(t, []string{"ubi"}, without, name)
		}
		metrics := r.metrics(t)
		require.InDelta(t, 1, metrics.value("mmm_circuit_state", labels{"name": "ubi"}), 0, name)
		require.InDelta(t, 7, metrics.value("mmm_decisions_total", labels{"tenant_id": r.id, "degraded_mode": "true"}), 0, name)
		require.Positive(t, metrics.value("mmm_service_call_duration_seconds_count", labels{"service": "ubi", "result": "circuit_open"}), name)
	}
}
