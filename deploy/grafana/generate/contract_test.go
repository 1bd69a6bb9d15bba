package main_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// wanted is one row of the tables of observability.md, section 3.
type wanted struct {
	title, kind, unit, axis string
	exprs                   []string
	// steps are colours from a value on; the first has none.
	steps    []step
	drawn    bool
	mappings map[string][2]string
	stacked  bool
	// idle is shown for a share of nothing.
	idle string
}

func at(value float64, colour string) step { return step{Value: &value, Color: colour} }

func below(colour string) step { return step{Color: colour} }

const (
	latency   = `rate(mmm_decision_latency_seconds_bucket{tenant_id=~"$tenant",surface=~"$surface"}[5m])`
	decisions = `rate(mmm_decisions_total{tenant_id=~"$tenant",surface=~"$surface"}[5m])`
	degraded  = `rate(mmm_decisions_total{tenant_id=~"$tenant",surface=~"$surface",degraded_mode="true"}[5m])`
	emitted   = `rate(mmm_eris_receipt_emission_total{tenant_id=~"$tenant"}[5m])`
	succeeded = `rate(mmm_eris_receipt_emission_total{tenant_id=~"$tenant",result="success"}[5m])`
	called    = `rate(mmm_service_call_duration_seconds_bucket{service=~"iam|eris|llm_gateway|policy|data_governance|ubi"}[5m])`
)

func overview() []wanted {
	return []wanted{
		{
			title: "Decision Rate", kind: "timeseries", unit: "short", axis: "decisions per second",
			exprs: []string{`sum(` + decisions + `)`},
		},
		{
			title: "Latency Distribution", kind: "timeseries", unit: "s", drawn: true,
			exprs: []string{`histogram_quantile(0.95, sum by (le, surface) (` + latency + `))`},
			steps: []step{below("green"), at(0.15, "yellow"), at(0.5, "red")},
		},
		{
			title: "Action Types Distribution", kind: "piechart", unit: "short",
			exprs: []string{`sum by (action_type) (rate(mmm_actions_total{tenant_id=~"$tenant"}[5m]))`},
		},
		{
			title: "Circuit Breaker States", kind: "gauge", unit: "short", exprs: []string{`mmm_circuit_state`},
			steps:    []step{below("green"), at(1, "red"), at(2, "yellow")},
			mappings: map[string][2]string{"0": {"closed", "green"}, "1": {"open", "red"}, "2": {"half-open", "yellow"}},
		},
		{
			title: "ERIS Receipt Emission Success Rate", kind: "gauge", unit: "percentunit",
			exprs: []string{`sum(` + succeeded + `) / sum(` + emitted + `)`}, idle: "nothing sent",
			steps: []step{below("yellow"), at(0.95, "green")},
		},
		{
			title: "Degraded Mode Rate", kind: "timeseries", unit: "percentunit",
			exprs: []string{`(sum(` + degraded + `) or vector(0)) / sum(` + decisions + `)`},
		},
		{
			title: "Top Tenants by Decision Volume", kind: "barchart", unit: "short", axis: "decisions per second",
			exprs: []string{`topk(10, sum by (tenant_id) (` + decisions + `))`},
		},
		{
			title: "Outcome Results Distribution", kind: "timeseries", unit: "short", axis: "outcomes per second", stacked: true,
			exprs: []string{`sum by (result) (rate(mmm_outcomes_total{tenant_id=~"$tenant"}[5m]))`},
		},
	}
}

func performance() []wanted {
	return []wanted{
		{
			title: "Latency Percentiles", kind: "timeseries", unit: "s",
			exprs: []string{
				`histogram_quantile(0.5, sum by (le) (` + latency + `))`,
				`histogram_quantile(0.95, sum by (le) (` + latency + `))`,
				`histogram_quantile(0.99, sum by (le) (` + latency + `))`,
			},
		},
		{
			title: "Latency SLO Compliance", kind: "stat", unit: "short",
			exprs: []string{`sum by (exceeded_threshold) (increase(mmm_decision_latency_warning_total{tenant_id=~"$tenant"}[$__range]))`},
			steps: []step{below("green"), at(1, "red")},
		},
		{
			title: "Service Call Latencies", kind: "timeseries", unit: "s",
			exprs: []string{`histogram_quantile(0.95, sum by (le, service) (` + called + `))`},
		},
		{
			title: "Cache Hit Rates", kind: "gauge", unit: "percentunit",
			exprs: []string{hitRate("policy"), hitRate("preference")}, idle: "not asked",
			steps: []step{below("red"), at(0.5, "yellow"), at(0.8, "green")},
		},
	}
}

func hitRate(cache string) string {
	return `sum(rate(mmm_cache_requests_total{cache="` + cache + `",result="hit"}[5m])) / ` +
		`sum(rate(mmm_cache_requests_total{cache="` + cache + `"}[5m]))`
}

func TestTheContractsPanelsAreTheFirstOfTheirDashboardAsSection3HasThem(t *testing.T) {
	t.Parallel()
	dashboards := committed(t)
	for title, contract := range map[string][]wanted{"MMM Engine Overview": overview(), "MMM Engine Performance": performance()} {
		panels := dashboards[title].Panels
		require.Greater(t, len(panels), len(contract), title)
		require.Equal(t, "row", panels[len(contract)].Type, "what is ours is in rows of its own")
		for i, want := range contract {
			requirePanel(t, want, panels[i])
		}
	}
}

func requirePanel(t *testing.T, want wanted, got panel) {
	t.Helper()
	require.Equal(t, want.title, got.Title)
	require.Equal(t, want.kind, got.Type, want.title)
	defaults := got.FieldConfig.Defaults
	require.Equal(t, want.unit, defaults.Unit, want.title)
	require.Equal(t, want.axis, defaults.Custom.AxisLabel, want.title)
	exprs := []string{}
	for _, target := range got.Targets {
		exprs = append(exprs, target.Expr)
	}
	require.Equal(t, want.exprs, exprs, want.title)
	require.Equal(t, want.steps, defaults.Thresholds.Steps, want.title)
	require.Equal(t, want.drawn, defaults.Custom.ThresholdsStyle.Mode == "line", want.title)
	require.Equal(t, want.stacked, defaults.Custom.Stacking.Mode == "normal", want.title)
	mapped, idle := shown(t, got)
	require.Equal(t, want.idle, idle, want.title)
	require.Len(t, mapped, len(want.mappings), want.title)
	for value, text := range want.mappings {
		require.Equal(t, text, mapped[value], want.title)
	}
}

// shown are the texts and colours of values, and what stands for no number.
func shown(t *testing.T, of panel) (values map[string][2]string, idle string) {
	t.Helper()
	values = map[string][2]string{}
	for _, mapping := range of.FieldConfig.Defaults.Mappings {
		if mapping.Type == "special" {
			special := read[struct {
				Match  string
				Result struct{ Text string }
			}](t, mapping.Options)
			require.Equal(t, "null+nan", special.Match)
			idle = special.Result.Text
			continue
		}
		require.Equal(t, "value", mapping.Type)
		for value, one := range read[map[string]struct{ Text, Color string }](t, mapping.Options) {
			values[value] = [2]string{one.Text, one.Color}
		}
	}
	return values, idle
}

func TestServicesAreShownByTheNamesOfSection3(t *testing.T) {
	t.Parallel()
	panels := committed(t)["MMM Engine Performance"].Panels
	calls := panels[slices.IndexFunc(panels, func(p panel) bool { return p.Title == "Service Call Latencies" })]
	shown := map[string]any{}
	for _, override := range calls.FieldConfig.Overrides {
		require.Equal(t, "byName", override.Matcher.ID)
		shown[override.Matcher.Options] = override.Properties[0].Value
	}
	require.Equal(t, map[string]any{
		"iam": "IAM", "eris": "ERIS", "llm_gateway": "LLM Gateway", "policy": "Policy",
		"data_governance": "Data Governance", "ubi": "UBI",
	}, shown)
}
