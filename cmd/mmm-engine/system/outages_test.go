package system_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/redistest"
)

// soon has breakers try again after a moment, so that a test sees them close.
var soon = map[string]string{"BREAKER_OPEN_FOR": "500ms"}

// The shape of `make soak`, shortened: decisions go on, receipts wait in the database, and
// all of them arrive, in order and once, when the evidence service is back.
func TestDegradedWithoutTheEvidenceServiceReceiptsWait(t *testing.T) {
	t.Parallel()
	w := newWhole(t, soon)
	w.told(t, w.next())
	w.requireWholeChain(t)
	before := w.chain(t).Count
	w.misbehave(t, "eris", document{"mode": "error", "value": 503})
	const asked = 100
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range asked / 4 {
				got, err := w.try(t.Context(), w.post("/decide", toAnother(w.ask("security.code_scanning", alert())), nil))
				if err != nil || got.status != http.StatusOK || strings.Contains(string(got.body), `"degraded_mode":true`) {
					t.Errorf("%d: %v: %s", got.status, err, got.body)
				}
			}
		})
	}
	all.Wait()
	eventually(t, "its breaker is open", func() bool { return len(w.transitions("eris")) > 0 })
	require.Equal(t, before, w.chain(t).Count, "nothing arrives")
	sealed := labels{"queue": "receipts", "state": "sealed"}
	eventually(t, "the backlog is seen", func() bool {
		seen := w.metrics(t)
		return seen.value("mmm_outbox_depth", sealed) >= asked && seen.value("mmm_outbox_oldest_age_seconds", sealed) > 0
	})
	w.misbehave(t, "eris", document{"mode": "none"})
	w.requireWholeChain(t)
	require.GreaterOrEqual(t, w.chain(t).Count, before+asked)
	eventually(t, "the backlog is gone", func() bool { return w.metrics(t).value("mmm_outbox_depth", sealed) == 0 })
	eventually(t, "its breaker is closed", func() bool {
		return w.metrics(t).value("mmm_circuit_state", labels{"name": "eris"}) == 0
	})
	w.requireTransitions(t, "eris")
}

// requireTransitions wants each change of a breaker to be told in one line, one after
// another, from closed to closed.
func (w *whole) requireTransitions(t *testing.T, circuit string) {
	t.Helper()
	at := "closed"
	for _, line := range w.transitions(circuit) {
		require.Contains(t, line, `"from":"`+at+`"`)
		_, rest, found := strings.Cut(line, `"to":"`)
		require.True(t, found)
		at, _, _ = strings.Cut(rest, `"`)
	}
	require.Equal(t, "closed", at)
}

func TestABreakerLetsATrialThroughAndClosesAgain(t *testing.T) {
	t.Parallel()
	w := newWhole(t, soon)
	w.misbehave(t, "ubi", document{"mode": "error", "value": 503})
	eventually(t, "it is open", func() bool {
		w.told(t, w.next())
		return w.metrics(t).value("mmm_circuit_state", labels{"name": "ubi"}) == 1
	})
	w.misbehave(t, "ubi", document{"mode": "none"})
	eventually(t, "it is closed", func() bool {
		w.told(t, w.next())
		return w.metrics(t).value("mmm_circuit_state", labels{"name": "ubi"}) == 0
	})
	w.requireTransitions(t, "ubi")
	inFull(t, func() answered { return w.told(t, w.next()) })
}

// The series of every breaker is there before anything was called.
func TestEveryBreakerHasItsSeriesFromTheStart(t *testing.T) {
	t.Parallel()
	s := newStack(t, nil)
	exposed := s.metrics(t)
	for _, name := range []string{
		"iam", "policy", "eris", "llm_gateway", "data_governance", "ubi", "edge_agent", "ci_workflow", "alerting", "redis",
	} {
		found := false
		for _, one := range exposed {
			found = found || one.name == "mmm_circuit_state" && one.labels["name"] == name
		}
		require.True(t, found, name)
	}
}

func TestDegradedWithoutItsChannelsADecisionIsAnsweredAndDeliveryWaits(t *testing.T) {
	t.Parallel()
	w := newWhole(t, soon)
	w.misbehave(t, "ci_workflow", document{"mode": "error", "value": 503})
	got := w.told(t, w.next())
	require.Len(t, got.Actions, 3)
	require.False(t, got.Degraded, "nothing that it depends on was away")
	for range 6 {
		w.told(t, w.next())
	}
	eventually(t, "its breaker opens", func() bool { return len(w.transitions("ci_workflow")) > 0 })
	require.Zero(t, w.delivered(t, "ci", "delivered"))
	w.misbehave(t, "ci_workflow", document{"mode": "none"})
	eventually(t, "all of it is delivered", func() bool { return w.delivered(t, "ci", "delivered") == 21 })
}

// A process with nothing but its database still answers, says what it does without, and
// loses nothing.
func TestWithEverythingDownButPostgresDecisionsGoOn(t *testing.T) {
	t.Parallel()
	redis := redistest.New(t)
	changes := map[string]string{
		"LLM_GATEWAY_SERVICE_URL": "{simulator}/llm", "REDIS_URL": "redis://:" + redis.Password() + "@" + redis.Address() + "/0",
		"POLICY_FRESH": "1ms", "READY_REQUIRES": "database", "BREAKER_OPEN_FOR": "500ms",
	}
	w := newWhole(t, changes)
	wordy := proposing("mentor")
	wordy["name"] = "wordy"
	wordy["actions"].([]document)[0]["llm"] = document{"prompt": "explain", "system_prompt_id": "coach", "max_tokens": 200}
	w.publish(t, wordy)
	asked := w.next().body.(document)
	ask := func() answered { return w.told(t, w.post("/decide", toAnother(asked), nil)) }
	inFull(t, ask)

	services := []string{"eris", "policy", "ubi", "governance", "llm", "edge_agent", "ci_workflow", "alerting"}
	for _, service := range services {
		w.misbehave(t, service, document{"mode": "reset"})
	}
	redis.Kill()
	before := w.count(t, "decisions")
	for range 5 {
		got := ask()
		require.True(t, got.Stale)
		require.Subset(t, got.Reasons, []string{"ubi", "policy", "redis"}, "the others' answers are fresh for a while")
		require.Len(t, got.Actions, 4)
	}
	require.Equal(t, before+5, w.count(t, "decisions"))
	require.Equal(t, http.StatusOK, w.ready())

	for _, service := range services {
		w.misbehave(t, service, document{"mode": "none"})
	}
	w.requireWholeChain(t)
	eventually(t, "what is asked about a decision is answered again", func() bool {
		reasons := ask().Reasons
		return len(reasons) == 1 && reasons[0] == "redis"
	})
}

// A slow neighbour costs its own feature, never the answer.
func TestNoAnswerWaitsForNeighboursAndCachesFillMeanwhile(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]document{
		"400 ms": {"mode": "latency", "value": 400}, "5 s": {"mode": "latency", "value": 5000}, "hanging": {"mode": "hang"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWhole(t, map[string]string{"LLM_GATEWAY_SERVICE_URL": "{simulator}/llm"})
			asked := w.next().body.(document)
			ask := func(actor string, surface string) answered {
				asked["actor_id"], asked["surface"] = actor, surface
				asked["signal"] = newSignal("security.code_scanning", alert())
				return w.told(t, w.post("/decide", asked, nil))
			}
			for _, surface := range []string{"ide", "ci"} { // what the policy says of these is known
				ask("first", surface)
			}
			for _, service := range []string{"ubi", "policy", "governance", "llm", "eris", "edge_agent", "ci_workflow", "alerting"} {
				w.misbehave(t, service, fault)
			}
			for surface, limit := range map[string]time.Duration{"ide": time.Second, "ci": 2 * time.Second} {
				began := time.Now()
				got := ask("somebody in "+surface, surface)
				require.Less(t, time.Since(began), limit, "several times the objective: machines are busy")
				if surface == "ide" || name != "400 ms" { // there is the time to wait for that in CI
					require.Equal(t, []string{"ubi"}, got.Reasons)
				}
				require.Len(t, got.Actions, 3)
			}
			if name != "400 ms" {
				return
			}
			eventually(t, "the call that was too late has filled the cache", func() bool {
				return len(ask("somebody in ide", "ide").Reasons) == 0
			})
		})
	}
}

func TestADecisionThatMissedItsObjectiveSaysSoAndIsCounted(t *testing.T) {
	t.Parallel()
	s := prepare(t, nil)
	slow := newSlowed(t, parsedURL(t, s.database.API).Host)
	target := parsedURL(t, s.environ["DATABASE_URL"])
	target.Host = slow.address
	s.environ["DATABASE_URL"] = target.String()
	s.startEngine(t)
	w := &whole{renter: s.renter(t).awake(t)}
	require.False(t, w.told(t, w.next()).Late)
	slow.delay.Store(int64(100 * time.Millisecond))
	late := w.told(t, w.next())
	require.True(t, late.Late)
	w.eventuallyLogged(t, "WARNING", "decision created", `"decision_id":"`+late.ID+`"`, `"warnings":"late"`)
	require.InDelta(t, 1, w.metrics(t).value("mmm_decision_latency_warning_total",
		labels{"tenant_id": w.id, "exceeded_threshold": "150ms"}), 0)
}

func TestDegradedWithoutRedisTheWindowComesFromPostgres(t *testing.T) {
	t.Parallel()
	redis := redistest.New(t)
	w := newWhole(t, map[string]string{
		"REDIS_URL": "redis://:" + redis.Password() + "@" + redis.Address() + "/0", "READY_REQUIRES": "database",
	})
	inFull(t, func() answered { return w.told(t, w.next()) })
	redis.Kill()
	got := w.told(t, w.next())
	require.Equal(t, []string{"redis"}, got.Reasons)
	require.Len(t, got.Actions, 3)
	receipt := w.receiptOf(t, got)
	require.Contains(t, receipt, `"degraded":true`)
	require.Contains(t, receipt, `"degraded_reasons":["redis"]`)
	metrics := w.metrics(t)
	require.InDelta(t, 1, metrics.value("mmm_decisions_total", labels{"tenant_id": w.id, "degraded_mode": "true"}), 0)
	require.Positive(t, metrics.value("mmm_cache_requests_total", labels{"cache": "fatigue", "result": "error"}))
	w.requireLeftAlone(t, outage{circuit: "redis"})
}
