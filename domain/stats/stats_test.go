package stats_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/stats"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

func noon() time.Time { return time.Date(2026, time.March, 4, 12, 30, 0, 0, time.UTC) }

func ref(n byte) id.UUID { return id.UUID{0: 9, 15: n} }

func playbookID(n byte) id.UUID { return id.UUID{0: 1, 15: n} }

// made is the event of a decision for the n-th actor with one mirror.
func made(owner tenant.ID, actor byte, at time.Time) stats.Fact {
	return stats.Fact{TenantID: owner, Name: event.DecisionMade, At: at, Body: fmt.Sprintf(
		`{"actions":[{"playbook_id":%q,"type":"mirror"}],"actor_ref":%q,"decision_id":%q,"playbooks":[%q,%q],"surface":"ide",
			"experiments":[{"experiment_id":%q,"variant":"short"}]}`,
		playbookID(1), ref(actor), id.UUID{15: actor}, playbookID(1), playbookID(2), id.UUID{0: 5})}
}

// became is the event of an outcome of it.
func became(owner tenant.ID, actor byte, result outcome.Result, at time.Time) stats.Fact {
	return stats.Fact{TenantID: owner, Name: event.OutcomeRecorded, At: at, Body: fmt.Sprintf(
		`{"action_type":"mirror","actor_ref":%q,"playbook_id":%q,"result":%q,"surface":"ide",
			"experiments":[{"experiment_id":%q,"variant":"short"}]}`,
		ref(actor), playbookID(1), result, id.UUID{0: 5})}
}

func count(t require.TestingT, facts ...stats.Fact) *stats.Tally {
	tally, err := stats.Count(facts)
	require.NoError(t, err)
	return tally
}

func TestADecisionCountsOnceAndItsActionsForTenantAndPlaybook(t *testing.T) {
	t.Parallel()
	tally := count(t, made("acme", 1, noon()), made("acme", 2, noon().Add(time.Minute)))
	hour := noon().Truncate(time.Hour)
	decided := stats.Group{Measure: stats.Decisions, Surface: action.IDE}
	offered := stats.Group{Measure: stats.Actions, Surface: action.IDE, ActionType: action.Mirror}
	both := stats.Actors{ref(1), ref(2)}
	require.Equal(t, []stats.Cell{
		{TenantID: "acme", Bucket: hour, Group: offered, Count: 2, Actors: both},
		{TenantID: "acme", Bucket: hour, Group: decided, Count: 2, Actors: both},
		{TenantID: "acme", PlaybookID: playbookID(1), Bucket: hour, Group: offered, Count: 2, Actors: both},
	}, tally.Hourly())
	require.Equal(t, []stats.Firing{
		{TenantID: "acme", PlaybookID: playbookID(1), DecisionID: id.UUID{15: 1}},
		{TenantID: "acme", PlaybookID: playbookID(1), DecisionID: id.UUID{15: 2}},
		{TenantID: "acme", PlaybookID: playbookID(2), DecisionID: id.UUID{15: 1}},
		{TenantID: "acme", PlaybookID: playbookID(2), DecisionID: id.UUID{15: 2}},
	}, tally.Firings(), "a playbook that fired and said nothing is listed too")
}

func TestAnExperimentCountsExposuresAndTheAnswersToThem(t *testing.T) {
	t.Parallel()
	tally := count(t, made("acme", 1, noon()), made("acme", 1, noon()), made("acme", 2, noon()),
		became("acme", 1, outcome.Shown, noon()), became("acme", 1, outcome.Accepted, noon()),
		became("acme", 2, outcome.Dismissed, noon().AddDate(0, 0, 1)))
	require.Equal(t, []stats.Exposure{
		{
			TenantID: "acme", ExperimentID: id.UUID{0: 5}, Variant: "short", Day: stats.Day(noon()),
			Exposures: 3, Accepted: 1, Actors: []id.UUID{ref(1), ref(2)},
		},
		{TenantID: "acme", ExperimentID: id.UUID{0: 5}, Variant: "short", Day: stats.Day(noon()).AddDate(0, 0, 1), Dismissed: 1},
	}, tally.Exposures())
}

func TestOtherEventsAreNotCounted(t *testing.T) {
	t.Parallel()
	tally := count(t, stats.Fact{TenantID: "acme", Name: event.PolicyReplaced, At: noon(), Body: `{"resource":"policy/acme"}`},
		stats.Fact{TenantID: "acme", Name: "of.tomorrow.v1", At: noon(), Body: `{}`})
	require.Empty(t, tally.Hourly())
	require.Empty(t, tally.Exposures())
	require.Empty(t, tally.Firings())
}

func TestABodyThatCannotBeReadIsNotPassedOver(t *testing.T) {
	t.Parallel()
	for _, name := range []event.Name{event.DecisionMade, event.OutcomeRecorded} {
		_, err := stats.Count([]stats.Fact{{TenantID: "acme", Name: name, At: noon(), Body: `{"surface":7}`}})
		require.ErrorContains(t, err, string(name))
	}
}

func facts() *rapid.Generator[stats.Fact] {
	return rapid.Custom(func(t *rapid.T) stats.Fact {
		owner := rapid.SampledFrom([]tenant.ID{"acme", "beta"}).Draw(t, "tenant")
		actor := byte(rapid.IntRange(0, 9).Draw(t, "actor"))
		at := noon().Add(time.Duration(rapid.IntRange(-3000, 3000).Draw(t, "minutes")) * time.Minute)
		if rapid.Bool().Draw(t, "decision") {
			return made(owner, actor, at)
		}
		return became(owner, actor, rapid.SampledFrom(outcome.Results()).Draw(t, "result"), at)
	})
}

// added adds what a store would.
func added(cells ...[]stats.Cell) []stats.Cell {
	type key struct {
		owner  tenant.ID
		of     id.UUID
		bucket time.Time
		group  stats.Group
	}
	var order []key
	sums := map[key]stats.Cell{}
	for _, cell := range slices.Concat(cells...) {
		k := key{cell.TenantID, cell.PlaybookID, cell.Bucket, cell.Group}
		before, known := sums[k]
		if !known {
			order = append(order, k)
		}
		cell.Count, cell.Actors = cell.Count+before.Count, cell.Actors.Merge(before.Actors)
		sums[k] = cell
	}
	var all []stats.Cell
	for _, k := range order {
		all = append(all, sums[k])
	}
	return all
}

// So a rebuild, which takes other batches, makes the same tables.
func TestBatchesAddUpToTheSameWhereverTheyAreCut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(facts(), 1, 60).Draw(t, "facts")
		cut := rapid.IntRange(0, len(all)).Draw(t, "cut")
		whole, first, second := count(t, all...), count(t, all[:cut]...), count(t, all[cut:]...)
		require.ElementsMatch(t, whole.Hourly(), added(first.Hourly(), second.Hourly()))
		require.ElementsMatch(t, whole.Daily(), added(first.Daily(), second.Daily()))
		require.ElementsMatch(t, whole.Daily(), added(byDay(whole.Hourly())), "days are made of their hours")
	})
}

func byDay(hours []stats.Cell) []stats.Cell {
	days := slices.Clone(hours)
	for i := range days {
		days[i].Bucket = stats.Day(days[i].Bucket)
	}
	return days
}

// Two leaders who write the same rows must not wait for each other in a circle.
func TestCellsComeInOneOrderWhateverTheFeedsWas(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(facts(), 1, 40).Draw(t, "facts")
		other := rapid.Permutation(all).Draw(t, "other order")
		require.Equal(t, count(t, all...).Hourly(), count(t, other...).Hourly())
		require.Equal(t, count(t, all...).Exposures(), count(t, other...).Exposures())
	})
}

func TestActorsAreTheSmallestFiveInWhateverOrderTheyCome(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		numbers := rapid.SliceOf(rapid.Byte()).Draw(t, "actors")
		var one, other stats.Actors
		for _, n := range numbers {
			one = one.Merge(stats.Actors{ref(n)})
		}
		for _, n := range rapid.Permutation(numbers).Draw(t, "other order") {
			other = stats.Actors{ref(n)}.Merge(other)
		}
		require.Equal(t, one, other)
		different := slices.Compact(slices.Sorted(slices.Values(numbers)))
		require.Len(t, one, min(len(different), stats.MinActors))
		require.Equal(t, len(different) >= stats.MinActors, one.Enough())
	})
}
