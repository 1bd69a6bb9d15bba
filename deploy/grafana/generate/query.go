package main

import (
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/cog/variants"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
)

// What a reader chose, as selectors. Not every metric has both labels.
const (
	chosenTenants  = `tenant_id=~"$tenant"`
	chosenSurfaces = `surface=~"$surface"`
	chosen         = chosenTenants + `,` + chosenSurfaces
)

// query is one expression of a panel. The legend may name labels of its result, such as
// {{surface}}.
type query struct{ expr, legend string }

// rate is per second, over the window of every rule (observability.md, section 2).
func rate(selector string) string { return "rate(" + selector + "[5m])" }

// quantile aggregates the buckets first: every label beyond those it is by would split it
// (observability.md, section 2).
func quantile(q float64, selector, by string) string {
	return fmt.Sprintf("histogram_quantile(%v, sum by (%s) (%s))", q, by, rate(selector))
}

// percentiles are the three that latencies are shown as.
func percentiles(selector string) []query {
	return []query{
		{quantile(0.5, selector, "le"), "p50"},
		{quantile(0.95, selector, "le"), "p95"},
		{quantile(0.99, selector, "le"), "p99"},
	}
}

// over divides sums: series by series, a part would only meet itself
// (observability.md, section 2).
func over(part, whole string) string { return part + " / " + whole }

// orNone is 0 where there is no such series yet.
func orNone(sum string) string { return "(" + sum + " or vector(0))" }

// asked are the queries over the time that is shown, named A, B and so on.
func asked(queries []query) []cog.Builder[variants.Dataquery] {
	targets := make([]cog.Builder[variants.Dataquery], len(queries))
	for i, q := range queries {
		targets[i] = target(i, q).Range()
	}
	return targets
}

// askedNow are the queries at the end of the time that is shown.
func askedNow(queries []query) []cog.Builder[variants.Dataquery] {
	targets := make([]cog.Builder[variants.Dataquery], len(queries))
	for i, q := range queries {
		targets[i] = target(i, q).Instant()
	}
	return targets
}

func target(number int, q query) *prometheus.DataqueryBuilder {
	return prometheus.NewDataqueryBuilder().RefId(string(rune('A' + number))).Expr(q.expr).LegendFormat(q.legend)
}
