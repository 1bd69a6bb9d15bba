package main

import (
	"github.com/grafana/grafana-foundation-sdk/go/gauge"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
)

// performance is the second dashboard of observability.md, section 3: its four panels,
// and rows of our own below them.
func performance() *board {
	b := newBoard("mmm-engine-performance", "MMM Engine Performance", "How fast the engine is, and what it waits for.")
	b.show(latencyPercentiles(), sloCompliance(), serviceLatencies(), cacheHitRates())
	b.row("Decisions in fine steps", decideDuration(), decideBySurface(), useCases(), requests())
	b.row("Database", connections(), commits(), projectionLag(), replicaLag(), fallbacks())
	b.row("Services and caches", serviceCalls(), allCaches())
	return b
}

func latencyPercentiles() *timeseries.PanelBuilder {
	return lines(about{"Latency Percentiles", "How long do decisions take?"}, seconds,
		percentiles("mmm_decision_latency_seconds_bucket{"+chosen+"}")...)
}

// sloCompliance counts over the time that is shown. An increase is 0, or 1 and more.
func sloCompliance() *stat.PanelBuilder {
	const answers = "How many decisions missed their objective, 150 ms (IDE) or 500 ms (CI), in the time shown?"
	return counter(about{"Latency SLO Compliance", answers},
		query{"sum by (exceeded_threshold) (increase(mmm_decision_latency_warning_total{" + chosenTenants + "}[$__range]))",
			"over {{exceeded_threshold}}"}).
		Thresholds(limits(green, limit{1, red}))
}

func serviceLatencies() *timeseries.PanelBuilder {
	const services = `{service=~"iam|eris|llm_gateway|policy|data_governance|ubi"}`
	panel := lines(about{"Service Call Latencies", "Which service is slow? p95 of its calls."}, seconds,
		query{quantile(0.95, "mmm_service_call_duration_seconds_bucket"+services, "le, service"), "{{service}}"})
	for _, service := range []struct{ label, name string }{
		{"iam", "IAM"}, {"eris", "ERIS"}, {"llm_gateway", "LLM Gateway"}, {"policy", "Policy"},
		{"data_governance", "Data Governance"}, {"ubi", "UBI"},
	} {
		panel.OverrideByName(service.label, named(service.name))
	}
	return panel
}

func cacheHitRates() *gauge.PanelBuilder {
	hits := func(cache, legend string) query {
		const total = "mmm_cache_requests_total"
		return query{over("sum("+rate(total+`{cache="`+cache+`",result="hit"}`)+")", "sum("+rate(total+`{cache="`+cache+`"}`)+")"), legend}
	}
	return dials(about{"Cache Hit Rates", "How often was the policy, or a preference, known already?"}, share,
		hits("policy", "policy cache"), hits("preference", "preference cache")).
		Max(1).Thresholds(limits(red, limit{0.5, yellow}, limit{0.8, green})).Mappings(idle("not asked"))
}
