package traffic

import (
	"maps"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/report"
)

// Result is how a phase went.
type Result struct {
	Asked int
	// Latencies are those of the requests that were answered with a decision, sorted.
	Latencies []time.Duration
	// Failures count the others, by what went wrong.
	Failures map[string]int
	// Took is from the first request to the last answer.
	Took time.Duration
}

// Plus answers both phases as one.
func (r Result) Plus(other Result) Result {
	all := Result{
		Asked: r.Asked + other.Asked, Took: r.Took + other.Took, Failures: maps.Clone(r.Failures),
		Latencies: slices.Sorted(slices.Values(slices.Concat(r.Latencies, other.Latencies))),
	}
	for why, count := range other.Failures {
		if all.Failures == nil {
			all.Failures = map[string]int{}
		}
		all.Failures[why] += count
	}
	return all
}

// Answered is how many requests got a decision.
func (r Result) Answered() int { return len(r.Latencies) }

// Share is the part of the requests that got one, from 0 to 1.
func (r Result) Share() float64 {
	if r.Asked == 0 {
		return 0
	}
	return float64(r.Answered()) / float64(r.Asked)
}

// Rate is decisions a second.
func (r Result) Rate() float64 {
	if r.Took <= 0 {
		return 0
	}
	return float64(r.Answered()) / r.Took.Seconds()
}

// Milliseconds answers the percentile of the latencies, the share from 0 to 1.
func (r Result) Milliseconds(share float64) float64 {
	return float64(report.Percentile(r.Latencies, share)) / float64(time.Millisecond)
}
