package results

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Rate is what part of the exposures was accepted.
type Rate struct {
	// Value is accepted over exposures, at most 1: one decision can offer several actions.
	Value float64
	// Low and High bound the rate with a probability of 95 %, and as much is below as
	// above, by the counts alone: before them every rate was as probable as any other.
	Low, High float64
}

// tail is what lies below a 95 % interval, and above it.
const tail = 0.025

func rateOf(exposures, accepted int64) *Rate {
	if exposures <= 0 {
		return nil
	}
	p := posteriorOf(exposures, accepted)
	return &Rate{
		Value: min(1, float64(accepted)/float64(exposures)),
		// Far from the middle these are right to six digits up to 1e9 exposures, and to more
		// below. The same library's mathext.RegIncBeta is not, in the middle, from 1e7 on.
		Low: mathext.InvRegIncBeta(p.a, p.b, tail), High: mathext.InvRegIncBeta(p.a, p.b, 1-tail),
	}
}

// posterior is the Beta distribution of a rate by its counts, which began as the uniform
// one, Beta(1, 1) (Gelman et al., Bayesian Data Analysis, section 2.1). Both parameters
// are at least 1, so that it has one summit, and tails that fall exponentially.
type posterior struct{ a, b float64 }

func posteriorOf(exposures, accepted int64) posterior {
	accepted = min(accepted, exposures)
	return posterior{a: 1 + float64(accepted), b: 1 + float64(exposures-accepted)}
}

func (p posterior) mean() float64 { return p.a / (p.a + p.b) }

// deviation is the standard one.
func (p posterior) deviation() float64 {
	n := p.a + p.b
	return math.Sqrt(p.a/n*(p.b/n)) / math.Sqrt(n+1)
}

// density is relative to the summit's, which is 1. Logarithms of ratios to the summit
// stay exact where those of the rate itself, times 1e9, would not.
func (p posterior) density(x float64) float64 {
	up, down := p.a-1, p.b-1
	if up+down == 0 {
		return 1
	}
	summit, log := up/(up+down), 0.0
	if up > 0 {
		log += up * math.Log1p((x-summit)/summit)
	}
	if down > 0 {
		log += down * math.Log1p((summit-x)/(1-summit))
	}
	return math.Exp(log)
}
