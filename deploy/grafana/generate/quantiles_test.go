package main_test

import (
	"testing"

	"github.com/prometheus/prometheus/promql/parser"
	"github.com/stretchr/testify/require"
)

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
