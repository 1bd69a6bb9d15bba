package main_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// requireServices wants each of section 3 to be called what the panel selects, but for IAM,
// which `make run` does not ask.
func requireServices(t *testing.T, p *scraper) {
	t.Helper()
	var calls question
	for _, asked := range questions(t, ".*", ".*") {
		if strings.Contains(asked.where, "Service Call Latencies") {
			calls = asked
		}
	}
	eventually(t, func() string {
		missing := []string{"data_governance", "eris", "llm_gateway", "policy", "ubi"}
		for _, one := range p.ask(t, calls.expr) {
			missing = slices.DeleteFunc(missing, func(service string) bool { return service == one.Metric["service"] })
		}
		return strings.Join(missing, ", ")
	})
}

var labelValues = regexp.MustCompile(`^label_values\((\w+), (\w+)\)$`)

func requireChoices(t *testing.T, p *scraper) {
	t.Helper()
	want := map[string][]string{
		"tenant": {"__other__", "acme", "demo", "globex", "initech"}, "surface": {"alert", "background", "ci", "ide"},
	}
	for _, dashboard := range committed(t) {
		for _, variable := range dashboard.Templating.List {
			if variable.Type != "query" {
				continue
			}
			query := labelValues.FindStringSubmatch(variable.Query)
			require.NotNil(t, query, variable.Query)
			eventually(t, func() string {
				offered := p.values(t, query[1], query[2])
				if slices.Equal(want[variable.Name], offered) {
					return ""
				}
				return fmt.Sprintf("%s offers %v", variable.Name, offered)
			})
		}
	}
}
