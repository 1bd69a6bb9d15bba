package observed_test

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/ports"
)

// contract is the first table of observability.md, section 1.
func contract() map[string][]string {
	return map[string][]string{
		"mmm_decisions_total":                {"tenant_id", "actor_type", "surface", "degraded_mode"},
		"mmm_decision_latency_seconds":       {"tenant_id", "surface"},
		"mmm_decision_latency_warning_total": {"tenant_id", "exceeded_threshold"},
		"mmm_actions_total":                  {"tenant_id", "action_type"},
		"mmm_outcomes_total":                 {"tenant_id", "result"},
		"mmm_eris_receipt_emission_total":    {"tenant_id", "result"},
		"mmm_circuit_state":                  {"name"},
		"mmm_delivery_attempts_total":        {"channel", "result"},
		"mmm_decide_duration_seconds":        {"surface"},
		"mmm_signals_received_total":         {"tenant_id", "source", "event_type"},
		"mmm_actions_suppressed_total":       {"tenant_id", "reason"},
		"mmm_actions_accepted_total":         {"tenant_id", "action_type"},
		"mmm_feedback_total":                 {"tenant_id", "rating"},
		"mmm_cache_requests_total":           {"cache", "result"},
		"mmm_db_pool_connections":            {"pool", "state"},
	}
}

func TestEveryContractMetricIsThereFromStartUp(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	b.registry.MustRegister(
		observed.NewCircuits(func(string) observed.Circuit { return observed.Closed }),
		observed.NewPool("primary", func() observed.Connections { return observed.Connections{} }),
	)
	families, err := b.registry.Gather()
	require.NoError(t, err)
	labels := map[string][]string{}
	for _, family := range families {
		for _, label := range family.GetMetric()[0].GetLabel() {
			labels[family.GetName()] = append(labels[family.GetName()], label.GetName())
		}
		for _, series := range family.GetMetric() {
			require.Zero(t, series.GetCounter().GetValue()+series.GetGauge().GetValue(), family.GetName())
		}
	}
	for name, wanted := range contract() {
		require.ElementsMatch(t, wanted, labels[name], name)
	}
}

func TestTheMetricsAreCleanPrometheus(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	b.registry.MustRegister(
		observed.NewCircuits(func(string) observed.Circuit { return observed.Closed }),
		observed.NewPool("primary", func() observed.Connections { return observed.Connections{} }),
	)
	problems, err := testutil.GatherAndLint(b.registry)
	require.NoError(t, err)
	require.Empty(t, problems)
}

func TestMetricsAreRegisteredOnce(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	_, err := observed.NewMetrics(registry, 0)
	require.NoError(t, err)
	_, err = observed.NewMetrics(registry, 0)
	require.ErrorContains(t, err, "register")
}

func TestLatencyHasTheContractsBuckets(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	var bounds []float64
	for _, bucket := range b.series(t, "mmm_decision_latency_seconds").GetHistogram().GetBucket() {
		bounds = append(bounds, bucket.GetUpperBound())
	}
	require.Equal(t, []float64{0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2}, bounds)
}

func TestANewTenantsClosedCountersStartAtZero(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	_, known := b.value(t, "mmm_actions_total", "tenant_id=acme")
	require.False(t, known)
	_, err := observed.NewStore(nothingStored{}, b.metrics, b.tracer, b.clock).Commit(t.Context(), ports.WriteSet{TenantID: "acme"})
	require.NoError(t, err)
	for name, label := range map[string]string{
		"mmm_actions_total": "action_type=mentor", "mmm_outcomes_total": "result=shown", "mmm_eris_receipt_emission_total": "result=failure",
		"mmm_actions_accepted_total": "action_type=multiplier", "mmm_feedback_total": "rating=not_useful",
	} {
		b.requireValue(t, 0, name, "tenant_id=acme", label)
	}
}

func TestEveryCacheOfTheContractIsNamedFromStartUp(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	for _, cache := range []string{"policy", "preference", "tenant_settings", "playbook", "signals"} {
		for _, result := range []string{"hit", "miss", "stale"} {
			b.requireValue(t, 0, "mmm_cache_requests_total", "cache="+cache, "result="+result)
		}
	}
}

func TestABreakersStateIsShownUnderItsName(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(observed.NewCircuits(func(name string) observed.Circuit {
		if name == "eris" {
			return observed.Open
		}
		return observed.Closed
	}))
	b := &bench{registry: registry}
	b.requireValue(t, 1, "mmm_circuit_state", "name=eris")
	for _, name := range []string{"iam", "policy", "llm_gateway", "data_governance", "ubi", "edge_agent", "ci_workflow", "alerting", "redis"} {
		b.requireValue(t, 0, "mmm_circuit_state", "name="+name)
	}
}

func TestAPoolsConnectionsAreShownByState(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(
		observed.NewPool("primary", func() observed.Connections {
			return observed.Connections{Acquired: 3, Idle: 7, Total: 10, Max: 30}
		}),
		observed.NewPool("replica", func() observed.Connections { return observed.Connections{Max: 5} }),
	)
	b := &bench{registry: registry}
	for state, want := range map[string]float64{"acquired": 3, "idle": 7, "total": 10, "max": 30} {
		b.requireValue(t, want, "mmm_db_pool_connections", "pool=primary", "state="+state)
	}
	b.requireValue(t, 5, "mmm_db_pool_connections", "pool=replica", "state=max")
}
