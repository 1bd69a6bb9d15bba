package results

import (
	"gonum.org/v1/gonum/mathext"

	"github.com/mmm-engine/mmm-engine/domain/experiment"
)

// SampleRatio compares how actors came to the variants with what the weights demand.
type SampleRatio struct {
	// PValue is how probable so great a difference, or a greater one, is by chance alone.
	PValue float64
	// Mismatch says that it is too improbable: something else than the weights decided who
	// was counted for which variant, and rates cannot be compared.
	Mismatch bool
}

const (
	// mismatchBelow is strict, since the question is asked often (Kohavi, Tang and Xu,
	// Trustworthy Online Controlled Experiments, chapter 21).
	mismatchBelow = 0.001
	// minExpected is how many actors every variant must be due for the chi-squared
	// distribution to be near enough (Cochran, 1954).
	minExpected = 5
)

// ratioOf judges the variants that have a share of the actors, by Pearson's chi-squared
// test. It answers nil where one of them is hidden, whose count the answer would give
// away, and where they are one alone or due too few.
func ratioOf(defined []experiment.Variant, found []Variant) *SampleRatio {
	var weights, actors []float64
	for i := range defined {
		if defined[i].Weight == 0 {
			continue
		}
		if found[i].Seen == nil {
			return nil
		}
		weights, actors = append(weights, float64(defined[i].Weight)), append(actors, float64(found[i].Seen.Actors))
	}
	p, known := chiSquared(weights, actors)
	if !known {
		return nil
	}
	return &SampleRatio{PValue: p, Mismatch: p < mismatchBelow}
}

// chiSquared answers the p-value of counts that should be as the weights; false where it
// is not known.
func chiSquared(weights, counts []float64) (float64, bool) {
	if len(counts) < 2 {
		return 0, false
	}
	perWeight, statistic := sum(counts)/sum(weights), 0.0
	for i, count := range counts {
		expected := weights[i] * perWeight
		if expected < minExpected {
			return 0, false
		}
		statistic += (count - expected) * (count - expected) / expected
	}
	freedom := float64(len(counts) - 1)
	return mathext.GammaIncRegComp(freedom/2, statistic/2), true
}

func sum(list []float64) float64 {
	whole := 0.0
	for _, item := range list {
		whole += item
	}
	return whole
}
