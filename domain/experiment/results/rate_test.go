package results_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/experiment/results"
)

func rate(exposures, accepted int64) results.Rate {
	found := results.Of(weighted(10_000), []results.Tally{tally("a", exposures, accepted)})
	return *found.Variants[0].Seen.Rate
}

// binomial answers how probably at least so many of the trials succeed. By it a Beta
// distribution of whole parameters is known exactly: up to x, Beta(k+1, n-k+1) has as much
// as k+1 or more successes in n+1 trials of x.
func binomial(trials, least int64, x float64) float64 {
	whole := 0.0
	for k := least; k <= trials; k++ {
		n, _ := math.Lgamma(float64(trials) + 1)
		yes, _ := math.Lgamma(float64(k) + 1)
		no, _ := math.Lgamma(float64(trials-k) + 1)
		whole += math.Exp(n - yes - no + float64(k)*math.Log(x) + float64(trials-k)*math.Log1p(-x))
	}
	return whole
}

func TestAnIntervalLeavesAsMuchBelowAsAboveByExactSums(t *testing.T) {
	t.Parallel()
	for _, exposures := range []int64{1, 2, 5, 17, 100, 999} {
		for _, accepted := range []int64{0, 1, exposures / 3, exposures / 2, exposures - 1, exposures} {
			found := rate(exposures, accepted)
			require.InDelta(t, 0.025, binomial(exposures+1, accepted+1, found.Low), 1e-9)
			require.InDelta(t, 0.975, binomial(exposures+1, accepted+1, found.High), 1e-9)
		}
	}
}

// mass integrates the density of Beta(up+1, down+1), relative to its summit, by
// Simpson's rule.
func mass(up, down, from, to float64) float64 {
	const steps = 20_000
	summit, whole := up/(up+down), 0.0
	density := func(x float64) (log float64) {
		if up > 0 {
			log += up * math.Log1p((x-summit)/summit)
		}
		if down > 0 {
			log += down * math.Log1p((summit-x)/(1-summit))
		}
		return math.Exp(log)
	}
	for i := range steps + 1 {
		weight := 2 + 2*float64(i%2)
		if i == 0 || i == steps {
			weight = 1
		}
		whole += weight * density(from+(to-from)*float64(i)/steps)
	}
	return whole * (to - from) / steps / 3
}

// counts draws exposures of any size up to 1e9, and how many were accepted.
func counts(t *rapid.T) (exposures, accepted int64) {
	exposures = int64(math.Pow(10, rapid.Float64Range(0, 9).Draw(t, "size")))
	accepted = int64(float64(exposures) * rapid.OneOf(
		rapid.Float64Range(0, 1), rapid.SampledFrom([]float64{0, 1e-8, 1e-5, 0.001, 0.999, 1}),
	).Draw(t, "share"))
	return exposures, accepted
}

func TestAnIntervalIsRightWhateverTheCounts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		exposures, accepted := counts(t)
		found := rate(exposures, accepted)
		up, down := float64(accepted), float64(exposures-accepted)
		mean, n := (up+1)/(up+down+2), up+down+2
		reach := 25 * math.Sqrt(mean*(1-mean)/(n+1))
		from, to := max(0, mean-reach), min(1, mean+reach)
		require.True(t, 0 <= found.Low && found.Low < mean && mean < found.High && found.High <= 1, "%v", found)
		whole := mass(up, down, from, to)
		require.InDelta(t, 0.025, mass(up, down, from, found.Low)/whole, 1e-6)
		require.InDelta(t, 0.025, mass(up, down, found.High, to)/whole, 1e-6)
	})
}

func TestAnIntervalNarrowsWithMoreOfTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		exposures, accepted := counts(t)
		some, more := rate(exposures, accepted), rate(4*exposures, 4*accepted)
		require.Less(t, more.High-more.Low, some.High-some.Low)
		require.InDelta(t, some.Value, more.Value, 1e-15)
	})
}

// Some offers have several actions, each of which can be accepted.
func TestARateIsAtMostOne(t *testing.T) {
	t.Parallel()
	require.Equal(t, rate(10, 10), rate(10, 25))
	require.InDelta(t, 1, rate(10, 25).Value, 0)
}
