package results_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/experiment/results"
	"github.com/mmm-engine/mmm-engine/domain/stats"
)

// names of variants, of which the first is the control.
func names() []string { return []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"} }

// weighted defines variants of these weights.
func weighted(weights ...int) experiment.Definition {
	var definition experiment.Definition
	for i, weight := range weights {
		definition.Variants = append(definition.Variants, experiment.Variant{Name: names()[i], Weight: weight, Control: i == 0})
	}
	return definition
}

// tally is of many actors.
func tally(variant string, exposures, accepted int64) results.Tally {
	return results.Tally{Variant: variant, Exposures: exposures, Accepted: accepted, Actors: 1000}
}

func TestEachVariantOfTheDefinitionIsToldInItsOrder(t *testing.T) {
	t.Parallel()
	definition := weighted(4000, 4000, 2000)
	definition.Variants[2].Holdout = true
	found := results.Of(definition, []results.Tally{
		{Variant: "c", Exposures: 9, Actors: 6}, {Variant: "gone", Exposures: 99, Actors: 99},
		{Variant: "a", Exposures: 20, Accepted: 5, Dismissed: 3, Actors: 7},
	})
	require.Len(t, found.Variants, 3)
	first, second, third := found.Variants[0], found.Variants[1], found.Variants[2]
	require.Equal(t, results.Variant{Name: "b"}, second, "nothing was counted for it")
	require.Equal(t, []any{"a", true, false, "c", false, true},
		[]any{first.Name, first.Control, first.Holdout, third.Name, third.Control, third.Holdout})
	require.Equal(t, []int64{20, 7, 5, 3}, []int64{first.Seen.Exposures, first.Seen.Actors, first.Seen.Accepted, first.Seen.Dismissed})
	require.InDelta(t, 0.25, first.Seen.Rate.Value, 1e-12)
	require.Zero(t, third.Seen.Rate.Value)
}

func TestAVariantOfFewActorsIsHidden(t *testing.T) {
	t.Parallel()
	for actors, hidden := range map[int64]bool{0: true, 1: true, stats.MinActors - 1: true, stats.MinActors: false} {
		found := results.Of(weighted(5000, 5000), []results.Tally{
			{Variant: "a", Exposures: 90, Actors: actors}, tally("b", 100, 10),
		})
		require.Equal(t, hidden, found.Variants[0].Seen == nil, actors)
		require.Equal(t, hidden, found.Variants[1].Seen.Best == nil, "nobody is compared with what is hidden")
	}
}

// Whatever is hidden counts for nothing that is told.
func TestNothingThatIsToldDependsOnAHiddenVariant(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seen := []results.Tally{tally("b", 100, 10), tally("c", 90, 20)}
		hidden := results.Tally{
			Variant: "a", Exposures: rapid.Int64Range(0, 1e9).Draw(t, "exposures"), Accepted: rapid.Int64Range(0, 1e9).Draw(t, "accepted"),
			Dismissed: rapid.Int64Range(0, 1e9).Draw(t, "dismissed"), Actors: rapid.Int64Range(0, stats.MinActors-1).Draw(t, "actors"),
		}
		require.Equal(t, results.Of(weighted(3000, 3000, 4000), seen), results.Of(weighted(3000, 3000, 4000), append(seen, hidden)))
	})
}

func TestADraftHidesEveryVariant(t *testing.T) {
	t.Parallel()
	found := results.Of(weighted(5000, 5000), nil)
	require.Equal(t, results.Results{Variants: []results.Variant{{Name: "a", Control: true}, {Name: "b"}}}, found)
}

func TestAHoldoutIsComparedWithNobody(t *testing.T) {
	t.Parallel()
	definition := weighted(3000, 3000, 4000)
	definition.Variants[2].Holdout = true
	found := results.Of(definition, []results.Tally{tally("a", 100, 10), tally("b", 100, 10), tally("c", 100, 0)})
	require.InDelta(t, 0.5, *found.Variants[0].Seen.Best, 1e-9)
	require.Nil(t, found.Variants[2].Seen.Best)
}

// It cannot be counted so, but nothing may break by it.
func TestWithoutExposuresThereIsNoRate(t *testing.T) {
	t.Parallel()
	found := results.Of(weighted(5000, 5000), []results.Tally{{Variant: "a", Actors: 5, Accepted: 1}, tally("b", 10, 1)})
	require.Nil(t, found.Variants[0].Seen.Rate)
	require.Nil(t, found.Variants[0].Seen.Best)
}
