package stats

import (
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/id"
)

// MinActors is how many different actors a group must have to be shown: below that a
// count would tell what one of them did.
const MinActors = 5

// Actors are the references of at most MinActors of those that were counted, enough to
// tell whether they are enough: the smallest, in order, each once. So it does not matter
// in which order counts come together.
type Actors []id.UUID

// Merge answers the actors of both.
func (a Actors) Merge(other Actors) Actors {
	all := slices.Concat(a, other)
	slices.SortFunc(all, compareIDs)
	all = slices.Compact(all)
	return all[:min(len(all), MinActors)]
}

// Enough reports whether a group of these may be shown.
func (a Actors) Enough() bool { return len(a) >= MinActors }

func compareIDs(a, b id.UUID) int { return slices.Compare(a[:], b[:]) }
