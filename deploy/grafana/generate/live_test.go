package main_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// silent are queries and rules that a healthy engine may leave without an answer, and why.
var silent = map[string]string{
	"MMM Engine Performance, Cache Hit Rates B": "preferences are read with each decision, in the same round trip: there is no cache to ask",
}

// Every expression is asked of a real Prometheus that scrapes a real engine, which works
// for several tenants on every surface while three services around it fail. That the names
// in them exist is asked beside those of the rules, in deploy/internal/exposed.
func TestDashboardsAndRulesShowARunningEngine(t *testing.T) {
	t.Parallel()
	e := startEngine(t)
	p := startPrometheus(t, e.address)
	for _, service := range []string{"eris", "ci_workflow", "ubi"} {
		e.misbehave(t, service, 0.3)
	}
	keepBusy(t, e.rent(t))
	for name, holds := range map[string]func(*testing.T){
		"every panel has data, for all":       func(t *testing.T) { t.Helper(); requireData(t, p, ".*", ".*") },
		"every panel has data, for a choice":  func(t *testing.T) { t.Helper(); requireData(t, p, "(acme|initech)", "(ide|ci)") },
		"every service is shown":              func(t *testing.T) { t.Helper(); requireServices(t, p) },
		"every variable offers what there is": func(t *testing.T) { t.Helper(); requireChoices(t, p) },
		"every rule finds what it selects":    func(t *testing.T) { t.Helper(); requireRules(t, p) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			holds(t)
		})
	}
}

func requireData(t *testing.T, p *scraper, tenants, surfaces string) {
	t.Helper()
	open := slices.DeleteFunc(questions(t, tenants, surfaces), func(asked question) bool {
		return silent[asked.where] != ""
	})
	eventually(t, func() string {
		open = slices.DeleteFunc(open, func(asked question) bool { return p.answers(t, asked) })
		missing := []string{}
		for _, asked := range open {
			missing = append(missing, asked.where+": "+asked.expr)
		}
		return strings.Join(missing, "\n")
	})
}

// answers reports whether there is data for the question, by the labels that its legend
// shows.
func (s *scraper) answers(t *testing.T, asked question) bool {
	t.Helper()
	found := s.ask(t, asked.expr)
	if len(found) == 0 {
		return false
	}
	for _, label := range legendLabels(asked.legend) {
		require.NotEmpty(t, found[0].Metric[label], "%s: the legend says %s", asked.where, label)
	}
	return true
}

var legendLabel = regexp.MustCompile(`\{\{(\w+)\}\}`)

// legendLabels are the labels that a legend tells series apart by.
func legendLabels(legend string) []string {
	labels := []string{}
	for _, match := range legendLabel.FindAllStringSubmatch(legend, -1) {
		labels = append(labels, match[1])
	}
	return labels
}
