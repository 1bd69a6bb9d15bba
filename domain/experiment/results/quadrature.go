package results

import (
	"slices"

	"gonum.org/v1/gonum/integrate/quad"
)

// rule is a Gauss-Legendre rule on the range from 0 to 1, its points ascending.
type rule struct{ at, weight []float64 }

// Between two cuts the product of densities needs more points than, between two of those,
// a density by itself.
var outer, inner = newRule(8), newRule(4)

func newRule(points int) rule {
	r := rule{at: make([]float64, points), weight: make([]float64, points)}
	quad.Legendre{}.FixedLocations(r.at, r.weight, 0, 1)
	// Weights are the same from both ends, points are not.
	slices.Sort(r.at)
	return r
}

func (r rule) integral(of func(float64) float64, from, to float64) float64 {
	sum := 0.0
	for i, share := range r.at {
		sum += r.weight[i] * of(from+share*(to-from))
	}
	return sum * (to - from)
}
