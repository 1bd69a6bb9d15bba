package main_test

import (
	"testing"

	"github.com/prometheus/prometheus/promql/parser"
	"github.com/stretchr/testify/require"
)

// named are the metrics of an expression, each with the labels that are demanded of it.
type named map[string][]string

// namesIn reads an expression. What an aggregation is by, and what a comparison is on, is
// demanded of every metric inside it.
func namesIn(tb testing.TB, expr string) named {
	tb.Helper()
	parsed, err := parser.NewParser(parser.Options{}).ParseExpr(expr)
	require.NoError(tb, err, expr)
	found := named{}
	parser.Inspect(parsed, func(node parser.Node, path []parser.Node) error {
		selector, ok := node.(*parser.VectorSelector)
		if !ok {
			return nil
		}
		for _, matcher := range selector.LabelMatchers {
			if matcher.Name != "__name__" {
				found[selector.Name] = append(found[selector.Name], matcher.Name)
			}
		}
		found[selector.Name] = append(found[selector.Name], demandedBy(path)...)
		return nil
	})
	return found
}

func demandedBy(path []parser.Node) []string {
	var labels []string
	for _, node := range path {
		switch node := node.(type) {
		case *parser.AggregateExpr:
			labels = append(labels, node.Grouping...)
		case *parser.BinaryExpr:
			if node.VectorMatching != nil && node.VectorMatching.On {
				labels = append(labels, node.VectorMatching.MatchingLabels...)
			}
		}
	}
	return labels
}

func TestTheNamesInAnExpressionAreFound(t *testing.T) {
	t.Parallel()
	require.Equal(t, named{"a_bucket": {"x", "le", "y"}, "b": {"z"}},
		namesIn(t, `histogram_quantile(0.9, sum by (le, y) (rate(a_bucket{x="1"}[5m]))) / sum(b{z=~"2"})`))
}

// Without le there is no quantile, and every label beyond those that the legend tells
// apart splits one.
func TestEveryQuantileIsOfBucketsThatWereSummedByLE(t *testing.T) {
	t.Parallel()
	quantiles := 0
	for _, asked := range questions(t, ".*", ".*") {
		parsed, err := parser.NewParser(parser.Options{}).ParseExpr(asked.expr)
		require.NoError(t, err, asked.where)
		call, ok := parsed.(*parser.Call)
		if !ok || call.Func.Name != "histogram_quantile" {
			continue
		}
		quantiles++
		sum, ok := call.Args[1].(*parser.AggregateExpr)
		require.True(t, ok, asked.where)
		require.Equal(t, "le", sum.Grouping[0], asked.where)
		require.ElementsMatch(t, legendLabels(asked.legend), sum.Grouping[1:], asked.where)
	}
	require.Positive(t, quantiles)
}
