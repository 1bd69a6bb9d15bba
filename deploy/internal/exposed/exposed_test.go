// Package exposed_test holds what operators install to the engine: every metric and label
// that a rule or a dashboard names is one that a running engine exposes (observability.md,
// section 3). It is a module of its own, for the engine does not need PromQL.
package exposed_test

import (
	"testing"
	"time"

	"github.com/prometheus/prometheus/promql/parser"
	"github.com/stretchr/testify/require"
)

// patience is how long an engine may take to start and to measure itself once.
const patience = 2 * time.Minute

func TestEveryNameInRulesAndDashboardsIsOneThatTheEngineExposes(t *testing.T) {
	t.Parallel()
	address := startEngine(t)
	var problems []string
	deadline := time.Now().Add(patience)
	for {
		problems = unknown(t, parsed(t, scrape(t, address)))
		if len(problems) == 0 || time.Now().After(deadline) {
			break
		}
		<-time.After(time.Second) // what is measured every few seconds comes later
	}
	require.Empty(t, problems)
	requireClean(t, scrape(t, address))
}

// unknown answers what the rules and dashboards name and the engine does not expose.
func unknown(tb testing.TB, exposed metrics) []string {
	tb.Helper()
	ruled := &reading{exposed: exposed, recorded: map[string]set{}, values: true}
	for _, one := range rules(tb) {
		if one.Record != "" {
			ruled.recorded[one.Record] = ruled.query(tb, one.Expr)
		}
	}
	for _, one := range alerts(tb) {
		for _, query := range one.queries() {
			ruled.query(tb, query)
		}
		labels := ruled.query(tb, one.Expr)
		for _, name := range shown.FindAllStringSubmatch(one.texts(), -1) {
			if !labels[name[1]] {
				ruled.miss("%s has no label %s to show", one.Alert, name[1])
			}
		}
	}
	drawn := &reading{exposed: exposed, recorded: ruled.recorded}
	for _, queries := range dashboardQueries(tb) {
		for _, query := range queries {
			drawn.query(tb, query)
		}
	}
	return append(ruled.problems, drawn.problems...)
}

func (r *reading) query(tb testing.TB, query string) set {
	tb.Helper()
	parsed, err := parser.NewParser(parser.Options{}).ParseExpr(query)
	require.NoError(tb, err, query)
	return r.labelsOf(parsed)
}
