package exposed_test

import (
	"regexp"
	"testing"
)

// panel is one of a dashboard, or a row of them.
type panel struct {
	Title   string
	Targets []struct{ Expr string }
	Panels  []panel
}

type dashboard struct{ Panels []panel }

// macro is what Grafana fills in where a duration stands.
var macro = regexp.MustCompile(`\$(?:__\w+|\{__\w+\})`)

// queries answers the expressions of a panel and of those in it, as Prometheus gets them:
// variables stand within strings, where they are values like any other.
func (p panel) queries() []string {
	var all []string
	for _, target := range p.Targets {
		if target.Expr != "" {
			all = append(all, macro.ReplaceAllString(target.Expr, "5m"))
		}
	}
	for _, inner := range p.Panels {
		all = append(all, inner.queries()...)
	}
	return all
}

// dashboardQueries answers the expressions of every dashboard, by file.
func dashboardQueries(tb testing.TB) map[string][]string {
	tb.Helper()
	found := map[string][]string{}
	for _, path := range files(tb, "grafana/dashboards/*.json") {
		for _, one := range read[dashboard](tb, path).Panels {
			found[path] = append(found[path], one.queries()...)
		}
	}
	return found
}
