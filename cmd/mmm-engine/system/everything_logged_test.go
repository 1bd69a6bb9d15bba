package system_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A stream never ends by itself.
const glance = time.Second

func (e exposed) send(t *testing.T, r request) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), glance)
	defer cancel()
	got, err := e.try(ctx, r)
	if ctx.Err() == nil {
		require.NoError(t, err)
		require.NotEqual(t, http.StatusInternalServerError, got.status, "%s %s: %s", r.method, r.path, got.body)
	}
}

// observability.md, section 5. That each line is to the contract, and that nothing planted is
// in any, is checked when the engine stops.
func TestWhateverIsAskedAndWhateverFailsIsLoggedAsTheContractSays(t *testing.T) {
	t.Parallel()
	e := newExposed(t)
	other := e.stack.renter(t).withWebhooks(t)
	other.publish(t, telling())
	for _, good := range other.everyOperation(t) {
		good.token = other.token
		e.send(t, good)
		for _, bad := range badly(good) {
			e.send(t, bad)
		}
	}
	said := inFull(t, func() answered {
		return e.told(t, e.post("/decide", toAnother(e.ask("security.code_scanning", alert())), nil))
	})
	e.eventuallyLogged(t, "INFO", "playbooks evaluated", `"decision_id":"`+said.ID+`"`)
	e.eventuallyLogged(t, "INFO", "decision created", `"decision_id":"`+said.ID+`"`)
	e.eventuallyLogged(t, "INFO", "action delivered", `"decision_id":"`+said.ID+`"`)

	e.late(t)
	e.everyFault(t)
	e.unruled(t)
	e.withoutRedis(t)
	e.withoutDatabase(t)
	e.refusedForGood(t)
	require.Zero(t, e.engine.stop(t), e.engine.stderr.text())
	require.Empty(t, e.engine.stderr.text(), "everything is on standard output")
	requireRunbookFinds(t, &e.engine.stdout)
}

func (e exposed) late(t *testing.T) {
	t.Helper()
	e.slow.delay.Store(int64(100 * time.Millisecond))
	defer e.slow.delay.Store(0)
	eventually(t, "a decision is late", func() bool {
		_ = e.do(t, e.next())
		return len(e.logged("decision created", `"warnings":"`, "late", `"level":"WARNING"`)) > 0
	})
}

// requireAtTransitions wants failures to be told when they begin, not once a call.
func (e exposed) requireAtTransitions(t *testing.T, begins, ends string, parts ...string) {
	t.Helper()
	begun, ended := e.logged(begins, append(parts, `"level":"ERROR"`)...), e.logged(ends, parts...)
	require.NotEmpty(t, begun, parts)
	require.LessOrEqual(t, len(begun), len(ended)+1, parts)
}

// everyFault has every service misbehave in every way that platform-sim knows.
func (e exposed) everyFault(t *testing.T) {
	t.Helper()
	services := []string{"eris", "policy", "ubi", "governance", "llm", "edge_agent", "ci_workflow", "alerting"}
	for _, fault := range []document{
		{"mode": "error", "value": 503}, {"mode": "error", "value": 429, "retry_after": 1}, {"mode": "reset"}, {"mode": "garbage"},
		{"mode": "schema"}, {"mode": "redirect", "location": "http://" + planted + ".example.org"}, {"mode": "trickle"},
		{"mode": "large", "value": 2 << 20}, {"mode": "hang"}, {"mode": "late"}, {"mode": "latency", "value": 600},
	} {
		for _, service := range services {
			e.misbehave(t, service, fault)
		}
		for range 3 {
			_ = e.do(t, e.post("/decide", toAnother(e.ask("security.code_scanning", document{"rule": planted + rand.Text()})), nil))
		}
		unknown := e.stack.renter(t) // of whom no cache knows anything
		_ = unknown.do(t, unknown.post("/decide", unknown.ask("security.code_scanning", alert()), nil))
	}
	for _, service := range services { // until all is told: some calls are tried again for a while
		e.misbehave(t, service, document{"mode": "error", "value": 503})
	}
	_ = e.do(t, e.post("/decide", toAnother(e.ask("security.code_scanning", alert())), nil))
	for _, part := range []string{"policy", "ubi", "data_governance", "llm_gateway"} {
		e.eventuallyLogged(t, "ERROR", "a service fails", `"part":"`+part+`"`)
		e.requireAtTransitions(t, "a service fails", "a service works again", `"part":"`+part+`"`)
	}
	e.eventuallyLogged(t, "WARNING", "decision created", `"warnings":"degraded`)
	for _, task := range []string{"receipt_emission", "deliver_ci"} {
		e.eventuallyLogged(t, "ERROR", "a task fails; it is tried again by itself", `"task":"`+task+`"`)
	}
	e.eventuallyLogged(t, "ERROR", "a circuit breaker changed", `"to":"open"`)
	require.NotContains(t, e.logged("a circuit breaker changed", `"to":"open"`), "INFO")
	for _, service := range services {
		e.misbehave(t, service, document{"mode": "none"})
	}
	eventually(t, "all is as it was", func() bool {
		got := e.do(t, e.post("/decide", toAnother(e.ask("security.code_scanning", alert())), nil))
		return got.status == http.StatusOK && !strings.Contains(string(got.body), `"degraded_mode":true`)
	})
}

// unruled asks many times where nothing is known of the policy.
func (e exposed) unruled(t *testing.T) {
	t.Helper()
	e.misbehave(t, "policy", document{"mode": "error", "value": 503})
	before := len(e.logged("policy unavailable"))
	other := e.stack.renter(t)
	for range 20 {
		got := other.do(t, other.post("/decide", toAnother(other.ask("security.code_scanning", alert())), nil))
		require.Equal(t, http.StatusServiceUnavailable, got.status)
	}
	other.raise(t)
	e.eventuallyLogged(t, "WARNING", "policy unavailable")
	e.eventuallyLogged(t, "WARNING", "a job failed; it is tried again unless this was its last attempt", `"kind":"evaluate_signal"`)
	require.LessOrEqual(t, len(e.logged("policy unavailable"))-before, 1, "not once a request")
	e.misbehave(t, "policy", document{"mode": "none"})
}

func (e exposed) withoutRedis(t *testing.T) {
	t.Helper()
	e.redis.Kill()
	eventually(t, "its breaker is open", func() bool {
		_ = e.do(t, e.next())
		return len(e.transitions("redis")) > 0
	})
	e.eventuallyLogged(t, "ERROR", "a circuit breaker changed", `"circuit":"redis"`, `"to":"open"`)
	e.requireAtTransitions(t, "a service fails", "a service works again", `"part":"redis"`)
}

func (e exposed) withoutDatabase(t *testing.T) {
	t.Helper()
	e.database.cut()
	for range 20 {
		refused(t, e.do(t, e.next()), http.StatusServiceUnavailable)
	}
	e.requireAtTransitions(t, "use case", "available again", `"use_case":"decide"`)
	e.eventuallyLogged(t, "ERROR", "a task fails; it is tried again by itself", `"task":"leading projections"`)
	e.eventuallyLogged(t, "ERROR", "a task fails; it is tried again by itself", `"task":"leading receipt_sealing"`)
	e.database.mend(t)
	eventually(t, "it decides again", func() bool { return e.do(t, e.next()).status == http.StatusOK })
}

// refusedForGood has a receipt and an action refused with words of the service's own.
func (e exposed) refusedForGood(t *testing.T) {
	t.Helper()
	e.misbehave(t, "ci_workflow", document{"mode": "error", "value": 422})
	e.refuseReceipts(t)
	_ = e.do(t, e.post("/decide", toAnother(e.ask("security.code_scanning", alert())), nil))
	e.eventuallyLogged(t, "ERROR", "the evidence service refused a receipt for good")
	e.eventuallyLogged(t, "ERROR", "a receiver refused an action for good")
}
