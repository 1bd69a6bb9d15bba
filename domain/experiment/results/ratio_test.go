package results_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/experiment/results"
)

// ratio is of variants with these weights and actors.
func ratio(weights []int, actors []int64) *results.SampleRatio {
	var tallies []results.Tally
	for i, n := range actors {
		tallies = append(tallies, results.Tally{Variant: names()[i], Exposures: n, Actors: n})
	}
	return results.Of(weighted(weights...), tallies).Ratio
}

func TestASampleRatioIsJudgedByPearsonsTest(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		weights  []int
		actors   []int64
		p        float64
		mismatch bool
	}{
		"as due":                {[]int{5000, 5000}, []int64{70, 70}, 1, false},
		"one deviation apart":   {[]int{5000, 5000}, []int64{5050, 4950}, 0.31731050786, false},
		"two":                   {[]int{5000, 5000}, []int64{5100, 4900}, 0.04550026390, false},
		"past the limit":        {[]int{5000, 5000}, []int64{5170, 4830}, 0.000673858531, true},
		"three variants":        {[]int{2500, 5000, 2500}, []int64{120, 200, 80}, math.Exp(-4), false},
		"a billion":             {[]int{5000, 5000}, []int64{5e8 + 1e5, 5e8 - 1e5}, 2.539629e-10, true},
		"all in one":            {[]int{5000, 5000}, []int64{1e9, 5}, 0, true},
		"without a share":       {[]int{5000, 5000, 0}, []int64{70, 70}, 1, false},
		"share taken away then": {[]int{5000, 5000, 0}, []int64{70, 70, 70}, 1, false},
	} {
		found := ratio(c.weights, c.actors)
		require.NotNil(t, found, name)
		require.InDelta(t, c.p, found.PValue, 1e-8, name)
		require.Equal(t, c.mismatch, found.Mismatch, name)
	}
}

func TestASampleRatioIsNotJudgedWhereItCannotBe(t *testing.T) {
	t.Parallel()
	require.Nil(t, ratio([]int{5000, 5000}, nil), "no actors")
	require.Nil(t, ratio([]int{5000, 5000}, []int64{100, 4}), "a hidden variant")
	require.Nil(t, ratio([]int{9000, 500, 500}, []int64{79, 5, 5}), "fewer than five are due")
	require.NotNil(t, ratio([]int{9000, 500, 500}, []int64{90, 5, 5}))
	require.Nil(t, ratio([]int{10_000, 0}, []int64{100, 5}), "one has all")
}

// With one and with two degrees of freedom the distribution has a simple form.
func TestPValuesFollowTheChiSquaredDistribution(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := rapid.Int64Range(50, 1e6), rapid.Int64Range(50, 1e6), rapid.Int64Range(50, 1e6)
		actors := []int64{a.Draw(t, "a"), b.Draw(t, "b"), c.Draw(t, "c")}
		statistic := func(weights []float64, counts []int64) (s float64) {
			whole := int64(0)
			for _, n := range counts {
				whole += n
			}
			for i, n := range counts {
				due := weights[i] * float64(whole)
				s += math.Pow(float64(n)-due, 2) / due
			}
			return s
		}
		two := ratio([]int{3000, 7000}, actors[:2])
		require.InDelta(t, math.Erfc(math.Sqrt(statistic([]float64{0.3, 0.7}, actors[:2])/2)), two.PValue, 1e-12)
		three := ratio([]int{3000, 5000, 2000}, actors)
		require.InDelta(t, math.Exp(-statistic([]float64{0.3, 0.5, 0.2}, actors)/2), three.PValue, 1e-12)
		require.Equal(t, three.PValue < 0.001, three.Mismatch)
	})
}
