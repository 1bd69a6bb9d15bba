package report_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/report"
)

func TestTheMedianIsTheMiddleOfTheRounds(t *testing.T) {
	t.Parallel()
	require.Equal(t, report.Spread{Min: 1, Median: 2, Max: 9}, report.SpreadOf([]float64{9, 1, 2}))
	require.Equal(t, report.Spread{Min: 1, Median: 2.5, Max: 9}, report.SpreadOf([]float64{3, 9, 1, 2}))
	require.Equal(t, report.Spread{Min: 4, Median: 4, Max: 4}, report.SpreadOf([]float64{4}))
	require.True(t, math.IsNaN(report.SpreadOf(nil).Median))
}

func TestPercentilesAreTimesThatWereMeasured(t *testing.T) {
	t.Parallel()
	var sorted []time.Duration
	for ms := range 200 {
		sorted = append(sorted, time.Duration(ms+1)*time.Millisecond)
	}
	for share, want := range map[float64]int{0: 1, 0.5: 100, 0.95: 190, 0.99: 198, 0.999: 200, 1: 200} {
		require.Equal(t, sorted[want-1], report.Percentile(sorted, share), "%v", share)
	}
	require.Equal(t, 7*time.Second, report.Percentile([]time.Duration{7 * time.Second}, 0.5))
	require.Zero(t, report.Percentile(nil, 0.99))
}

func TestATableHasEachRoundAndItsSpread(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	require.NoError(t, report.Table(&out, 3, []report.Row{
		{Name: "ratio", Format: "%.2f", Figures: []float64{0.3, 0.1, 0.2}},
		{Name: "CPU", Format: "%.1f", Figures: []float64{math.NaN(), 2, 4}},
		{Name: "none", Format: "%.1f", Figures: []float64{math.NaN(), math.NaN(), math.NaN()}},
	}))
	lines := strings.Split(out.String(), "\n")
	require.Equal(t, "round 1 round 2 round 3 | min median max", squeezed(lines[0]))
	require.Equal(t, "ratio 0.30 0.10 0.20 | 0.10 0.20 0.30", squeezed(lines[1]))
	require.Equal(t, "CPU n/a 2.0 4.0 | 2.0 3.0 4.0", squeezed(lines[2]), "what is not known counts for nothing")
	require.Equal(t, 6, strings.Count(lines[3], "n/a"))
}

func squeezed(line string) string { return strings.Join(strings.Fields(line), " ") }
