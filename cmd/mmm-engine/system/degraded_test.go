package system_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	wire "go.opentelemetry.io/proto/otlp/trace/v1"
)

// whole is an engine with every service there is, a tenant whose playbooks always propose
// an action of each type, and the collector of its spans.
type whole struct {
	renter

	operators *collector
	number    int64
}

func newWhole(t *testing.T, changes map[string]string) *whole {
	t.Helper()
	return newWholeBy(t, changes, func(*stack) {})
}

// newWholeBy lets the caller put something between the engine and what it needs.
func newWholeBy(t *testing.T, changes map[string]string, between func(*stack)) *whole {
	t.Helper()
	operators := newCollector(t)
	s := prepare(t, operators.traced())
	for name, at := range map[string]string{
		"UBI_SERVICE_URL": "/ubi", "POLICY_SERVICE_URL": "/policy", "DATA_GOVERNANCE_SERVICE_URL": "/governance",
	} {
		s.environ[name] = s.simulator + at
	}
	for name, value := range changes {
		s.environ[name] = strings.ReplaceAll(value, "{simulator}", s.simulator)
	}
	between(s)
	s.startEngine(t)
	r := s.renter(t).awake(t)
	for _, kind := range []string{"mirror", "mentor", "multiplier"} { // a playbook speaks once of a branch
		r.publish(t, proposing(kind))
	}
	return &whole{renter: r, operators: operators}
}

// proposing is a playbook that always proposes an action of the type.
func proposing(kind string) document {
	playbook := talkative()
	playbook["name"], playbook["triggers"] = kind, []document{{"event_types": []string{"security.code_scanning"}}}
	playbook["actions"] = []document{{
		"type": kind, "surfaces": []string{"ide", "ci"}, "title": kind, "body": "b", "rationale": "r",
		"evidence": []string{"https://example.org/e"},
	}}
	return playbook
}

// answered is what a decision says of what it did without.
type answered struct {
	ID         string   `json:"decision_id"`
	Degraded   bool     `json:"degraded_mode"`
	Reasons    []string `json:"degraded_reasons"`
	Stale      bool     `json:"policy_stale"`
	SnapshotID string   `json:"policy_snapshot_id"`
	Late       bool     `json:"latency_warning"`
	Actions    []proposal
	Suppressed []struct{ Type, Reason string }
	Receipt    struct {
		ID string `json:"receipt_id"`
	}
}

// inFull asks until nothing was missing: a busy machine can cost a decision what its
// neighbours would have answered.
func inFull(t *testing.T, ask func() answered) (got answered) {
	t.Helper()
	eventually(t, "a decision is made in full", func() bool {
		got = ask()
		return !got.Degraded
	})
	return got
}

func (d answered) types() []string {
	types := []string{}
	for _, a := range d.Actions {
		types = append(types, a.Type)
	}
	return types
}

// next asks for somebody and about a branch that no cache knows anything of.
func (w *whole) next() request {
	w.number++
	return w.post("/decide", toAnother(w.askFor("", w.number)), nil)
}

func (w *whole) told(t *testing.T, asked request) answered {
	t.Helper()
	return decoded[struct{ Decision answered }](t, w.do(t, asked), http.StatusOK).Decision
}

// outage is a service that is away, and how that is seen.
type outage struct {
	// service is its name at platform-sim, circuit that of its breaker; calls and span are
	// of the call that fails.
	service, circuit string
	calls            labels
	span             string
	// reasons are what a decision says of it.
	reasons []string
}

// begin takes the service away.
func (w *whole) begin(t *testing.T, o outage) {
	t.Helper()
	w.misbehave(t, o.service, document{"mode": "error", "value": 503})
}

// requireSeen decides, and wants the answer, the receipt, the metrics and the span to say
// that the service was away.
func (w *whole) requireSeen(t *testing.T, o outage, body any) answered {
	t.Helper()
	before := w.metrics(t)
	from := newCaller()
	got := w.told(t, w.post("/decide", body, from.header()))
	require.True(t, got.Degraded)
	require.Equal(t, o.reasons, got.Reasons)
	after := w.metrics(t)
	degraded := labels{"tenant_id": w.id, "degraded_mode": "true"}
	require.InDelta(t, 1, after.value("mmm_decisions_total", degraded)-before.value("mmm_decisions_total", degraded), 0)
	require.Positive(t, after.value(callsTotal, o.calls)-before.value(callsTotal, o.calls))
	require.Equal(t, wire.Status_STATUS_CODE_ERROR, w.operators.trace(t, from.trace, o.span)[o.span].status)
	eventually(t, "the receipt is there", func() bool { return w.received(t)[got.Receipt.ID].ID != "" })
	receipt := w.received(t)[got.Receipt.ID].text
	require.Contains(t, receipt, `"degraded":true`)
	require.Contains(t, receipt, `"degraded_reasons":["`+strings.Join(o.reasons, `","`)+`"]`)
	return got
}

const (
	callsTotal = "mmm_service_call_duration_seconds_count"
	callsTook  = "mmm_service_call_duration_seconds_sum"
)

// requireLeftAlone goes on until the breaker is open, which one line of the log says, and
// wants nothing else to have been any slower for it.
func (w *whole) requireLeftAlone(t *testing.T, o outage) {
	t.Helper()
	eventually(t, "its breaker is open", func() bool {
		_ = w.do(t, w.next())
		return w.metrics(t).value("mmm_circuit_state", labels{"name": o.circuit}) == 1
	})
	for range 3 {
		_ = w.do(t, w.next())
	}
	require.Len(t, w.transitions(o.circuit), 1)
	metrics := w.metrics(t)
	for _, other := range []string{"iam", "eris", "policy", "ubi", "data_governance", "llm_gateway", "edge_agent", "ci_workflow", "alerting"} {
		if other == o.circuit {
			continue
		}
		of := labels{"service": other}
		require.InDelta(t, metrics.value(callsTotal, of), metrics.value(callsTotal, labels{"service": other, "result": "success"}), 0, other)
		if calls := metrics.value(callsTotal, of); calls > 0 {
			require.Less(t, metrics.value(callsTook, of)/calls, (100 * time.Millisecond).Seconds(), other)
		}
	}
}

// transitions are the log's lines of a breaker.
func (w *whole) transitions(circuit string) []string {
	var found []string
	for _, line := range w.engine.stdout.lines() {
		if strings.Contains(line, "a circuit breaker changed") && strings.Contains(line, `"circuit":"`+circuit+`"`) {
			found = append(found, line)
		}
	}
	return found
}

func TestDegradedWithoutBehaviour(t *testing.T) {
	t.Parallel()
	w := newWhole(t, nil)
	o := outage{
		service: "ubi", circuit: "ubi", calls: labels{"service": "ubi", "result": "error"}, span: "ubi.recent", reasons: []string{"ubi"},
	}
	w.begin(t, o)
	require.Len(t, w.requireSeen(t, o, w.next().body).Actions, 3)
	w.requireLeftAlone(t, o)
}

func TestAFullDecisionIsNotDegraded(t *testing.T) {
	t.Parallel()
	w := newWhole(t, nil)
	got := inFull(t, func() answered { return w.told(t, w.next()) })
	require.Empty(t, got.Reasons)
	require.Equal(t, []string{"mirror", "mentor", "multiplier"}, got.types())
}
