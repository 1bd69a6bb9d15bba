// Package report puts what was measured into words: of repeated rounds the
// smallest, the middle and the largest figure, and where they were measured.
package report

import (
	"math"
	"slices"
	"time"
)

// Spread is what repeated rounds showed.
type Spread struct{ Min, Median, Max float64 }

// SpreadOf answers the spread of the figures; of an even number of them the
// median is the mean of the two in the middle, and of none all is NaN.
func SpreadOf(figures []float64) Spread {
	if len(figures) == 0 {
		return Spread{Min: math.NaN(), Median: math.NaN(), Max: math.NaN()}
	}
	sorted := slices.Sorted(slices.Values(figures))
	middle := len(sorted) / 2
	median := sorted[middle]
	if len(sorted)%2 == 0 {
		median = (sorted[middle-1] + sorted[middle]) / 2
	}
	return Spread{Min: sorted[0], Median: median, Max: sorted[len(sorted)-1]}
}

// Percentile answers the smallest of the sorted times that at least this share of
// them do not exceed, by nearest rank; 0 without any.
func Percentile(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	rank := int(math.Ceil(share * float64(len(sorted))))
	return sorted[min(max(rank, 1), len(sorted))-1]
}
