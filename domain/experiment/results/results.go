// Package results tells what an experiment has shown: for each variant its counts, how
// often it was accepted, how sure that is and how probably it is the best one
// (product.md, Experiments). The same counts always give the same answer: nothing is
// drawn by chance.
package results

import (
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/stats"
)

// Tally is what was counted for a variant, over all time.
type Tally struct {
	Variant string
	// Exposures are decisions that count for the variant; Accepted and Dismissed are
	// outcomes of actions that they offered.
	Exposures, Accepted, Dismissed int64
	// Actors are the different ones that were exposed.
	Actors int64
}

// Results are what an experiment has shown.
type Results struct {
	// Variants are those of the definition, in its order.
	Variants []Variant
	// Ratio says whether actors came to the variants as the weights demand; nil where that
	// cannot be told.
	Ratio *SampleRatio
}

// Variant is what one variant has shown.
type Variant struct {
	Name             string
	Control, Holdout bool
	// Seen is nil where fewer than stats.MinActors stand behind it: then it is hidden.
	Seen *Seen
}

// Seen is what is told of a variant that is not hidden.
type Seen struct {
	Exposures, Actors, Accepted, Dismissed int64
	// Rate is nil without exposures.
	Rate *Rate
	// Best is the probability that the variant's rate is the highest of those compared:
	// of all that are not hidden, have a rate and are no holdout, which offers nothing that
	// could be accepted. Theirs sum to 1. Nil where it is not among them, or alone.
	Best *float64
}

// Of answers the results of an experiment by what was counted for its variants. Tallies
// of variants that the definition no longer has are passed over. No sum over variants is
// told, from which that of a hidden one could be taken.
func Of(definition experiment.Definition, tallies []Tally) Results {
	counted := make(map[string]Tally, len(tallies))
	for _, tally := range tallies {
		counted[tally.Variant] = tally
	}
	found := Results{Variants: make([]Variant, len(definition.Variants))}
	for i := range definition.Variants {
		v := &definition.Variants[i]
		found.Variants[i] = Variant{Name: v.Name, Control: v.Control, Holdout: v.Holdout, Seen: see(counted[v.Name])}
	}
	compare(found.Variants)
	found.Ratio = ratioOf(definition.Variants, found.Variants)
	return found
}

func see(tally Tally) *Seen {
	if tally.Actors < stats.MinActors {
		return nil
	}
	return &Seen{
		Exposures: tally.Exposures, Actors: tally.Actors, Accepted: tally.Accepted, Dismissed: tally.Dismissed,
		Rate: rateOf(tally.Exposures, tally.Accepted),
	}
}

// compare sets how probably each of those that can be compared is the best one.
func compare(variants []Variant) {
	var compared []*Seen
	var all []posterior
	for _, v := range variants {
		if v.Seen != nil && v.Seen.Rate != nil && !v.Holdout {
			compared = append(compared, v.Seen)
			all = append(all, posteriorOf(v.Seen.Exposures, v.Seen.Accepted))
		}
	}
	if len(compared) < 2 {
		return
	}
	for i, probability := range best(all) {
		compared[i].Best = &probability
	}
}
