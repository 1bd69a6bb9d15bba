package main

import "github.com/grafana/grafana-foundation-sdk/go/timeseries"

// decideDuration sees what lies under the contract's first bucket of 50 ms.
func decideDuration() *timeseries.PanelBuilder {
	return lines(about{"Decide Duration", "How long do decisions take, in steps from half a millisecond?"}, seconds,
		percentiles("mmm_decide_duration_seconds_bucket{"+chosenSurfaces+"}")...)
}

func decideBySurface() *timeseries.PanelBuilder {
	return lines(about{"Decide Duration by Surface", "Which surface waits longest? p95."}, seconds,
		query{quantile(0.95, "mmm_decide_duration_seconds_bucket{"+chosenSurfaces+"}", "le, surface"), "{{surface}}"})
}

func useCases() *timeseries.PanelBuilder {
	return lines(about{"Use Case Duration", "Which use case is slow? p95."}, seconds,
		query{quantile(0.95, "mmm_use_case_duration_seconds_bucket", "le, use_case"), "{{use_case}}"})
}

func requests() *timeseries.PanelBuilder {
	return perSecond(about{"HTTP Requests", "What is asked, and how is it answered?"}, "requests per second",
		query{"sum by (method, route, code) (" + rate("mmm_http_request_duration_seconds_count") + ")", "{{method}} {{route}} {{code}}"})
}

func connections() *timeseries.PanelBuilder {
	return lines(about{"Pool Connections", "Does a pool of connections run out?"}, plain,
		query{"sum by (pool, state) (mmm_db_pool_connections)", "{{pool}} {{state}}"})
}

func commits() *timeseries.PanelBuilder {
	return lines(about{"Commit Duration", "How long do commits take? p95."}, seconds,
		query{quantile(0.95, "mmm_store_commit_duration_seconds_bucket", "le, result"), "{{result}}"})
}

func projectionLag() *timeseries.PanelBuilder {
	return lines(about{"Projection Lag", "How old is what the aggregates do not have yet?"}, seconds,
		query{"max by (projection) (mmm_projection_lag_seconds)", "{{projection}}"})
}

func replicaLag() *timeseries.PanelBuilder {
	return lines(about{"Replica Lag", "How far is the replica behind?"}, seconds,
		query{"max by (replica) (mmm_replica_lag_seconds)", "{{replica}}"})
}

func fallbacks() *timeseries.PanelBuilder {
	return perSecond(about{"Replica Fallbacks", "Why does the primary answer for the replica?"}, "queries per second",
		query{"sum by (reason) (" + rate("mmm_replica_fallbacks_total") + ")", "{{reason}}"})
}

func serviceCalls() *timeseries.PanelBuilder {
	return perSecond(about{"Service Calls", "How do calls of other services end?"}, "calls per second",
		query{"sum by (service, result) (" + rate("mmm_service_call_duration_seconds_count") + ")", "{{service}} {{result}}"})
}

func allCaches() *timeseries.PanelBuilder {
	const total = "mmm_cache_requests_total"
	return lines(about{"Cache Hit Rate by Cache", "Which cache does not help?"}, share,
		query{over("sum by (cache) ("+rate(total+`{result="hit"}`)+")", "sum by (cache) ("+rate(total)+")"), "{{cache}}"}).
		Max(1)
}
