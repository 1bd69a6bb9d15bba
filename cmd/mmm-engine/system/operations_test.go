package system_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// contractMetrics are the eight of observability.md, section 1, with the labels
// that each of their series bears.
func contractMetrics() map[string][]string {
	return map[string][]string{
		"mmm_decisions_total":                {"tenant_id", "actor_type", "surface", "degraded_mode"},
		"mmm_decision_latency_seconds_count": {"tenant_id", "surface"},
		"mmm_decision_latency_warning_total": {"tenant_id", "exceeded_threshold"},
		"mmm_actions_total":                  {"tenant_id", "action_type"},
		"mmm_outcomes_total":                 {"tenant_id", "result"},
		"mmm_eris_receipt_emission_total":    {"tenant_id", "result"},
		"mmm_circuit_state":                  {"name"},
		"mmm_delivery_attempts_total":        {"channel", "result"},
	}
}

func TestTheContractsMetricsAreThereByNameAndLabel(t *testing.T) {
	t.Parallel()
	all := shared.metrics(t)
	for name, wanted := range contractMetrics() {
		found := 0
		for _, one := range all {
			if one.name == name {
				found++
				require.ElementsMatch(t, wanted, slices.Collect(maps.Keys(one.labels)), name)
			}
		}
		require.Positive(t, found, name)
	}
	require.ElementsMatch(t, []string{
		"iam", "policy", "eris", "llm_gateway", "data_governance", "ubi", "edge_agent", "ci_workflow", "alerting", "redis",
	}, all.values("mmm_circuit_state", "name"))
	require.Subset(t, all.values("mmm_delivery_attempts_total", "channel"), []string{"ide", "ci", "alert"})
	require.ElementsMatch(t, []string{"0.05", "0.1", "0.15", "0.2", "0.3", "0.5", "1", "2", "+Inf"},
		all.values("mmm_decision_latency_seconds_bucket", "le"))
}

// values answers the different values of a label.
func (e exposition) values(name, label string) []string {
	found := map[string]bool{}
	for _, one := range e {
		if one.name == name {
			found[one.labels[label]] = true
		}
	}
	return slices.Collect(maps.Keys(found))
}

func TestTheMetricsCountWhatHappens(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	for range 3 {
		r.decide(t, toAnother(r.ask("security.code_scanning", alert())))
	}
	own := labels{"tenant_id": r.id}
	all := shared.metrics(t)
	require.InDelta(t, 3, all.value("mmm_decisions_total", labels{
		"tenant_id": r.id, "actor_type": "human", "surface": "ide", "degraded_mode": "false",
	}), 0)
	require.InDelta(t, 3, all.value("mmm_decision_latency_seconds_count", own), 0)
	require.InDelta(t, 3, all.value("mmm_actions_total", labels{"tenant_id": r.id, "action_type": "mentor"}), 0)
	require.InDelta(t, 0, all.value("mmm_actions_total", labels{"tenant_id": r.id, "action_type": "mirror"}), 0)
	r.requireWholeChain(t)
	eventually(t, "each emission is counted", func() bool {
		sent := shared.metrics(t).value("mmm_eris_receipt_emission_total", labels{"tenant_id": r.id, "result": "success"})
		return int(sent) == r.count(t, "receipts")
	})
}

func TestMetricsComeAsOpenMetricsToThoseWhoAsk(t *testing.T) {
	t.Parallel()
	got := shared.do(t, request{
		method: http.MethodGet, path: "/metrics", header: map[string]string{"Accept": "application/openmetrics-text; version=1.0.0"},
	})
	require.Equal(t, http.StatusOK, got.status)
	require.Contains(t, got.header.Get("Content-Type"), "application/openmetrics-text")
	require.True(t, strings.HasSuffix(string(got.body), "# EOF\n"))
}

func TestALatencyInOpenMetricsNamesTheTraceOfADecision(t *testing.T) {
	t.Parallel()
	r := shared.renter(t)
	const trace = "0af7651916cd43dd8448eb211c80319c"
	ask := r.post("/decide", document{"tenant_id": r.id}, map[string]string{"traceparent": "00-" + trace + "-b7ad6b7169203331-01"})
	require.Equal(t, http.StatusOK, shared.do(t, ask).status)
	got := shared.do(t, request{
		method: http.MethodGet, path: "/metrics", header: map[string]string{"Accept": "application/openmetrics-text; version=1.0.0"},
	})
	require.Regexp(t, `mmm_decision_latency_seconds_bucket\{[^}]*tenant_id="`+r.id+`"[^}]*\} 1 # \{trace_id="`+trace+`"\}`, string(got.body))
}

func TestADecisionIsLoggedWithItsFields(t *testing.T) {
	t.Parallel()
	r := shared.renter(t)
	const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
	ask := r.post("/decide", document{"tenant_id": r.id}, map[string]string{"traceparent": "00-" + trace + "-00f067aa0ba902b7-01"})
	made := decoded[decided](t, r.do(t, ask), http.StatusOK).Decision
	wanted := []string{
		`"level":"INFO"`, `"message":"decision created"`, `"tenant_id":"` + r.id + `"`, `"actor_id":"kim"`,
		`"trace_id":"` + trace + `"`,
	}
	eventually(t, "its line is there", func() bool {
		return slices.ContainsFunc(shared.engine.stdout.lines(), func(line string) bool {
			return strings.Contains(line, `"decision_id":"`+made.ID+`"`) &&
				!slices.ContainsFunc(wanted, func(part string) bool { return !strings.Contains(line, part) })
		})
	})
}

func TestReadinessListsEveryCheck(t *testing.T) {
	t.Parallel()
	got := decoded[struct {
		Status string
		Checks []struct{ Name, Status string }
	}](t, shared.do(t, request{method: http.MethodGet, path: "/ready"}), http.StatusOK)
	require.Equal(t, "ready", got.Status)
	checks := map[string]string{}
	for _, check := range got.Checks {
		checks[check.Name] = check.Status
	}
	require.Equal(t, map[string]string{"database": "ok", "replica": "disabled", "iam": "ok", "eris": "ok", "redis": "disabled", "policy": "disabled"}, checks)
}
