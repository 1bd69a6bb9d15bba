package main_test

import (
	"strings"
	"testing"

	"github.com/prometheus/prometheus/promql/parser"
	"github.com/stretchr/testify/require"
)

// requireRules asks for what each rule selects, since most alerts are silent as they
// should be.
func requireRules(t *testing.T, p *scraper) {
	t.Helper()
	eventually(t, func() string {
		missing := []string{}
		for _, one := range p.rules(t) {
			if one.Health != "ok" {
				missing = append(missing, one.Name+": "+one.Health+" "+one.LastError)
			}
			for _, selector := range selectors(t, one) {
				if silent[one.Name] == "" && len(p.ask(t, selector)) == 0 {
					missing = append(missing, one.Name+": "+selector)
				}
			}
		}
		return strings.Join(missing, "\n")
	})
}

// selectors are the series that a rule is about, as they are now: this Prometheus has no
// past.
func selectors(t *testing.T, of rule) []string {
	t.Helper()
	parsed, err := parser.NewParser(parser.Options{}).ParseExpr(of.Query)
	require.NoError(t, err, of.Name)
	var all []string
	parser.Inspect(parsed, func(node parser.Node, _ []parser.Node) error {
		if selector, ok := node.(*parser.VectorSelector); ok {
			selector.OriginalOffset = 0
			all = append(all, selector.String())
		}
		return nil
	})
	return all
}
