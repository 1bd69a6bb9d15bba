package results_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/experiment/results"
)

// pair is exposures and what was accepted of them.
type pair struct{ exposures, accepted int64 }

func best(pairs ...pair) []float64 {
	var tallies []results.Tally
	for i, p := range pairs {
		tallies = append(tallies, tally(names()[i], p.exposures, p.accepted))
	}
	var found []float64
	for _, v := range results.Of(weighted(make([]int, len(pairs))...), tallies).Variants {
		found = append(found, *v.Seen.Best)
	}
	return found
}

// Where all was accepted the distribution up to x is x^(n+1), and each is the best by its
// share of those powers.
func TestTheProbabilityToBeTheBestIsKnownWhereAllWasAccepted(t *testing.T) {
	t.Parallel()
	for _, sizes := range [][]int64{{1, 1}, {1, 2}, {9, 1, 4}, {1e9, 1e9}, {1e9, 3e8, 1e3, 1}, {5, 5, 5, 5, 5, 5, 5, 5, 5, 5}} {
		var pairs []pair
		whole := 0.0
		for _, n := range sizes {
			pairs, whole = append(pairs, pair{n, n}), whole+float64(n+1)
		}
		for i, found := range best(pairs...) {
			require.InDelta(t, float64(sizes[i]+1)/whole, found, 1e-7, "%v", sizes)
		}
	}
}

// closedForm is the probability that the second of two is better (Evan Miller, Formulas
// for Bayesian A/B Testing).
func closedForm(a, b pair) float64 {
	beta := func(x, y float64) float64 {
		lx, _ := math.Lgamma(x)
		ly, _ := math.Lgamma(y)
		both, _ := math.Lgamma(x + y)
		return lx + ly - both
	}
	up, down := float64(a.accepted+1), float64(a.exposures-a.accepted+1)
	otherUp, otherDown := b.accepted+1, float64(b.exposures-b.accepted+1)
	whole := 0.0
	for i := range otherUp {
		n := float64(i)
		whole += math.Exp(beta(up+n, down+otherDown) - math.Log(otherDown+n) - beta(1+n, otherDown) - beta(up, down))
	}
	return whole
}

func TestOfTwoTheBetterIsAsProbableAsTheClosedFormSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var pairs []pair
		for _, name := range []string{"first", "second"} {
			exposures := rapid.Int64Range(1, 5000).Draw(t, name)
			pairs = append(pairs, pair{exposures, rapid.Int64Range(0, exposures).Draw(t, name+" accepted")})
		}
		found := best(pairs...)
		require.InDelta(t, closedForm(pairs[0], pairs[1]), found[1], 1e-8)
	})
}

func TestProbabilitiesToBeTheBestSumToOneWhateverTheirOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var pairs []pair
		for range rapid.IntRange(2, 10).Draw(t, "variants") {
			exposures, accepted := counts(t)
			pairs = append(pairs, pair{exposures, accepted})
		}
		found, whole := best(pairs...), 0.0
		for i, probability := range found {
			require.True(t, probability >= 0 && probability <= 1, "%v", found)
			whole += probability
			require.InDelta(t, found[slices.Index(pairs, pairs[i])], probability, 1e-9, "the same counts, the same probability")
		}
		require.InDelta(t, 1, whole, 1e-12)
		require.Equal(t, found, best(pairs...), "nothing is drawn by chance")
		slices.Reverse(pairs)
		slices.Reverse(found)
		require.InDeltaSlice(t, found, best(pairs...), 1e-9)
	})
}

// A billion of each, half a standard deviation apart: normal distributions say the same.
func TestHugeCountsAreComparedAsNormalOnesAre(t *testing.T) {
	t.Parallel()
	for _, apart := range []float64{0, 0.5, 2, 5} {
		const n, deviation = 1e9, 15811.388 // of half of them
		more := math.Round(apart * deviation)
		found := best(pair{n, n / 2}, pair{n, n/2 + int64(more)})
		require.InDelta(t, math.Erfc(-more/deviation/2)/2, found[1], 1e-8, "%v", apart)
	}
}

func BenchmarkTheMostVariants(b *testing.B) {
	var pairs []pair
	for i := range int64(10) {
		pairs = append(pairs, pair{100 << (2 * i), 30 << (2 * i)})
	}
	for b.Loop() {
		best(pairs...)
	}
}
