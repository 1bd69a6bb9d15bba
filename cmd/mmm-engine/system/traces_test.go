package system_test

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	wire "go.opentelemetry.io/proto/otlp/trace/v1"

	"github.com/mmm-engine/mmm-engine/infrastructure/redistest"
)

// caller is somebody who traces, and asks us within a span of its own.
type caller struct{ trace, span string }

func newCaller() caller {
	ids := make([]byte, 24)
	_, _ = rand.Read(ids)
	return caller{trace: hex.EncodeToString(ids[:16]), span: hex.EncodeToString(ids[16:])}
}

func (c caller) header() map[string]string {
	return map[string]string{"traceparent": "00-" + c.trace + "-" + c.span + "-01"}
}

const decideRoute = "POST /v1/mmm/decide"

func TestADecisionIsOneTraceBelowItsCallers(t *testing.T) {
	t.Parallel()
	operators := newCollector(t)
	s := newStack(t, operators.traced())
	r, from := s.renter(t).withExamples(t), newCaller()
	got := decoded[decided](t, r.do(t, r.post("/decide", r.ask("security.code_scanning", alert()), from.header())), http.StatusOK).Decision

	steps := []string{"context.build", "playbook.evaluate", "policy.gate", "store.commit"}
	later := []string{"eris.receipt", "delivery.route"}
	below := slices.Concat(steps, later)
	spans := operators.trace(t, from.trace, append(below, decideRoute, "mmm.decide", "postgres.read")...)
	require.Equal(t, from.span, spans[decideRoute].parent)
	require.Equal(t, spans[decideRoute].id, spans["mmm.decide"].parent)
	for _, name := range below {
		require.Equal(t, spans["mmm.decide"].id, spans[name].parent, name)
	}
	require.Equal(t, spans["context.build"].id, spans["postgres.read"].parent)
	for name, one := range spans {
		require.Equal(t, "mmm-engine", one.resource["service.name"], name)
		require.Equal(t, wire.Status_STATUS_CODE_UNSET, one.status, name)
		require.NotContains(t, fmt.Sprint(one.attributes), planted, "%s tells a value of the request", name)
	}
	fired := []string{got.Fired[0].PlaybookID}
	requireAbout(t, spans["mmm.decide"], r, got.ID, fired, len(got.Actions))
	requireAbout(t, spans["policy.gate"], r, got.ID, fired, len(got.Actions))
	for _, name := range later {
		requireAbout(t, spans[name], r, got.ID, fired, len(got.Actions))
	}
	require.Contains(t, r.heard(t, "ci_workflow"), from.trace, "the receiver can go on with the trace")
	requireAbout(t, spans["playbook.evaluate"], r, got.ID, fired, 0)
	requireAbout(t, spans["context.build"], r, "", []string{}, 0)
}

// heard answers the traceparent of the last request that a service got for the tenant.
func (r renter) heard(tb testing.TB, service string) string {
	tb.Helper()
	got := r.do(tb, request{method: http.MethodGet, path: r.simulator + "/_sim/" + service + "/received?limit=1&tenant_id=" + r.id})
	items := decoded[struct {
		Items []struct{ Headers map[string]string }
	}](tb, got, http.StatusOK).Items
	require.Len(tb, items, 1)
	return items[0].Headers["Traceparent"]
}

// requireAbout wants the attributes of observability.md, section 4.
func requireAbout(t *testing.T, one span, r renter, decisionID string, fired []string, actions int) {
	t.Helper()
	require.Equal(t, r.id, one.attributes["tenant_id"], one.name)
	require.Equal(t, "kim", one.attributes["actor_id"], one.name)
	require.Equal(t, decisionID, one.attributes["decision_id"], one.name)
	require.Equal(t, fired, one.attributes["playbook_ids"], one.name)
	require.Equal(t, int64(actions), one.attributes["action_count"], one.name)
	require.Equal(t, false, one.attributes["degraded_mode"], one.name)
	require.Positive(t, one.attributes["latency_ms"], one.name)
	require.LessOrEqual(t, one.attributes["latency_ms"], float64(one.end.Sub(one.begin))/float64(time.Millisecond), one.name)
}

func TestTheStandardVariablesSayWhereTracesGoToo(t *testing.T) {
	t.Parallel()
	operators := newCollector(t)
	s := newStack(t, map[string]string{
		"OTEL_EXPORTER_OTLP_ENDPOINT": operators.url, "OTEL_BSP_SCHEDULE_DELAY": "20",
		"OTEL_SERVICE_NAME": "another", "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment=staging",
	})
	r, from := s.renter(t), newCaller()
	require.Equal(t, http.StatusOK, r.do(t, r.post("/decide", document{"tenant_id": r.id}, from.header())).status)
	resource := operators.trace(t, from.trace, "mmm.decide")["mmm.decide"].resource
	require.Equal(t, "mmm-engine", resource["service.name"])
	require.Equal(t, "staging", resource["deployment.environment"])
}

// observability.md, section 4: the trace is sent to every downstream service.
func TestEveryServiceIsToldOfTheTrace(t *testing.T) {
	t.Parallel()
	redis := redistest.New(t)
	w := newWhole(t, map[string]string{"LLM_GATEWAY_SERVICE_URL": "{simulator}/llm", "REDIS_URL": redis.URL()})
	w.publish(t, telling())
	from := newCaller()
	ask := w.ask("security.code_scanning", alert())
	ask["surface"] = "ci" // where there is the time to ask for text
	w.told(t, w.post("/decide", ask, from.header()))
	for _, service := range []string{"ubi", "policy", "governance", "llm", "edge_agent", "alerting"} {
		eventually(t, service+" was asked", func() bool { return w.asked(t, service, w.id) > 0 })
		require.Contains(t, w.heard(t, service), from.trace, service)
	}
	w.requireWholeChain(t)
	require.Regexp(t, "^00-[0-9a-f]{32}-[0-9a-f]{16}-01$", w.heard(t, "eris"), "a batch is of many traces, and in one of its own")

	calls := []string{"redis.get", "ubi.recent", "policy.evaluate", "data_governance.config"}
	spans := w.operators.trace(t, from.trace, append(calls, "context.build", "llm_gateway.generate", "edge_agent.deliver", "delivery.route")...)
	for _, name := range calls {
		require.Equal(t, spans["context.build"].id, spans[name].parent, name)
	}
}

func TestTheStandardVariablesChooseWhatIsSampledAndOursWhereItGoes(t *testing.T) {
	t.Parallel()
	operators, others := newCollector(t), newCollector(t)
	settings := operators.traced()
	settings["OTEL_EXPORTER_OTLP_ENDPOINT"], settings["OTEL_TRACES_SAMPLER"] = others.url, "parentbased_always_off"
	s := newStack(t, settings)
	r, from := s.renter(t), newCaller()
	unsampled := refused(t, s.do(t, request{method: http.MethodGet, path: "/playbooks"}), http.StatusUnauthorized).TraceID
	require.NotEmpty(t, unsampled)
	require.Equal(t, http.StatusOK, r.do(t, r.post("/decide", document{"tenant_id": r.id}, from.header())).status)
	operators.trace(t, from.trace, decideRoute)
	require.Zero(t, s.engine.stop(t), s.engine.stderr.text())
	require.False(t, operators.knows(unsampled), "nobody asked for it")
	require.False(t, others.knows(from.trace), "OTLP_EXPORTER_ENDPOINT wins")
}

func TestTheLastSpansLeaveBeforeTheEngineStops(t *testing.T) {
	t.Parallel()
	operators := newCollector(t)
	settings := operators.traced()
	settings["OTEL_BSP_SCHEDULE_DELAY"] = "3600000"
	s := newStack(t, settings)
	r, from := s.renter(t), newCaller()
	require.Equal(t, http.StatusOK, r.do(t, r.post("/decide", document{"tenant_id": r.id}, from.header())).status)
	require.Zero(t, s.engine.stop(t), s.engine.stderr.text())
	operators.trace(t, from.trace, decideRoute, "mmm.decide")
}

// batchTime is how long a batch may take in the tests of lost collectors: a decision
// that waited for one would take as long.
const batchTime = 3 * time.Second

func TestALostCollectorCostsNeitherADecisionNorTheStop(t *testing.T) {
	t.Parallel()
	silent, err := new(net.ListenConfig).Listen(t.Context(), "tcp", freeAddress(t))
	require.NoError(t, err)
	t.Cleanup(func() { _ = silent.Close() })
	for name, address := range map[string]string{
		"nobody listens": freeAddress(t), "it accepts and never answers": silent.Addr().String(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStack(t, map[string]string{
				"OTLP_EXPORTER_ENDPOINT": "http://" + address, "OTEL_EXPORTER_OTLP_TIMEOUT": "3000",
				"OTEL_BSP_SCHEDULE_DELAY": "20", "OTEL_BSP_MAX_QUEUE_SIZE": "8", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "4",
			})
			r := s.renter(t)
			for range 20 {
				asked := time.Now()
				got := r.do(t, r.post("/decide", document{"tenant_id": r.id}, newCaller().header()))
				require.Equal(t, http.StatusOK, got.status)
				require.Less(t, time.Since(asked), batchTime)
			}
			eventually(t, "the outage is told", func() bool { return s.outagesTold() > 0 })

			told := time.Now()
			require.Zero(t, s.engine.stop(t), s.engine.stderr.text())
			require.Less(t, time.Since(told), 10*time.Second)
			require.Equal(t, 1, s.outagesTold(), "once an outage")
			require.Empty(t, s.engine.stderr.text(), "the library says nothing of its own")
		})
	}
}

// outagesTold counts the lines about spans that are lost.
func (s *stack) outagesTold() int {
	return strings.Count(s.engine.stdout.text(), "traces do not reach the collector")
}
