package stats_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/stats"
)

// people answers so many different actors.
func people(n byte) stats.Actors {
	var actors stats.Actors
	for i := range n {
		actors = actors.Merge(stats.Actors{ref(i)})
	}
	return actors
}

func outcomes(result outcome.Result, at time.Time, count int64, actors byte) stats.Cell {
	return stats.Cell{Bucket: at, Count: count, Actors: people(actors), Group: stats.Group{
		Measure: stats.Outcomes, Surface: action.IDE, ActionType: action.Mirror, Result: result,
	}}
}

func TestATotalHasEveryTypeAndResult(t *testing.T) {
	t.Parallel()
	totals := stats.Sum(nil)
	require.Len(t, totals.ActionsByType, 3)
	require.Len(t, totals.OutcomesByResult, len(outcome.Results()))
	totals = stats.Sum([]stats.Cell{
		{Count: 4, Group: stats.Group{Measure: stats.Decisions}},
		{Count: 3, Group: stats.Group{Measure: stats.Actions, ActionType: action.Mentor}},
		outcomes(outcome.Shown, noon(), 2, 1), outcomes(outcome.Ignored, noon(), 1, 1),
	})
	require.Equal(t, []int64{4, 3, 3, 3, 2, 1}, []int64{
		totals.Decisions, totals.Actions, totals.ActionsByType[action.Mentor], totals.Outcomes,
		totals.OutcomesByResult[outcome.Shown], totals.OutcomesByResult[outcome.Ignored],
	})
}

func TestAGroupUnderFiveActorsIsHidden(t *testing.T) {
	t.Parallel()
	day := stats.Day(noon())
	cells := []stats.Cell{outcomes(outcome.Shown, day, 9, 5), outcomes(outcome.Failed, day, 7, 4)}
	points, hidden := stats.Series(cells, stats.ByResult, stats.ByDay)
	require.Equal(t, []stats.Point{{Start: day, Group: "shown", Count: 9}}, points)
	require.Equal(t, 1, hidden)
	points, hidden = stats.Series(cells, "", stats.ByDay)
	require.Equal(t, []stats.Point{{Start: day, Count: 16}}, points, "the whole has no groups")
	require.Zero(t, hidden)
}

func TestActorsOfAGroupAreThoseOfAllItsHours(t *testing.T) {
	t.Parallel()
	day := stats.Day(noon())
	early, late := outcomes(outcome.Shown, day, 3, 3), outcomes(outcome.Shown, day.Add(time.Hour), 2, 0)
	late.Actors = stats.Actors{ref(8), ref(9)}
	points, hidden := stats.Series([]stats.Cell{early, late}, stats.ByResult, stats.ByDay)
	require.Equal(t, []stats.Point{{Start: day, Group: "shown", Count: 5}}, points, "three and two others are five")
	require.Zero(t, hidden)
	_, hidden = stats.Series([]stats.Cell{early, late}, stats.ByResult, stats.ByHour)
	require.Equal(t, 2, hidden, "by hour they are too few")
	late.Actors = stats.Actors{ref(1), ref(9)}
	_, hidden = stats.Series([]stats.Cell{early, late}, stats.ByResult, stats.ByDay)
	require.Equal(t, 1, hidden, "somebody who comes again is nobody else")
}

func TestASeriesLosesNothingThatItDoesNotHide(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tally := count(t, rapid.SliceOfN(facts(), 1, 60).Draw(t, "facts")...)
		bucket := rapid.SampledFrom([]stats.Bucket{stats.ByHour, stats.ByDay, stats.ByWeek, stats.ByMonth}).Draw(t, "bucket")
		var want, got int64
		for _, cell := range tally.Hourly() {
			want += cell.Count
		}
		points, hidden := stats.Series(tally.Hourly(), "", bucket)
		for _, point := range points {
			require.Equal(t, bucket.Start(point.Start), point.Start)
			got += point.Count
		}
		require.Equal(t, want, got)
		require.Zero(t, hidden)
	})
}

func TestEffectsOfFewActorsAreHiddenAndTheWholeIsJudgedByItself(t *testing.T) {
	t.Parallel()
	first, second := stats.Day(noon()), stats.Day(noon()).AddDate(0, 0, 1)
	few := outcomes(outcome.Accepted, second, 2, 0)
	few.Actors = stats.Actors{ref(7), ref(8)}
	found := stats.Effect([]stats.Cell{
		outcomes(outcome.Shown, first, 10, 5), outcomes(outcome.Accepted, first, 4, 4), outcomes(outcome.Executed, first, 1, 1), few,
	}, stats.ByDay)
	require.Len(t, found.Points, 1)
	require.Equal(t, first, found.Points[0].Start)
	require.Equal(t, 1, found.Hidden)
	require.Equal(t, int64(6), found.Totals.Accepted)
	accepted, known := found.Points[0].AcceptanceRate()
	require.True(t, known)
	require.InDelta(t, 0.4, accepted, 1e-9)
	executed, known := found.Points[0].ExecutionRate()
	require.True(t, known)
	require.InDelta(t, 0.25, executed, 1e-9)
	require.Nil(t, stats.Effect([]stats.Cell{few}, stats.ByDay).Totals)
}

func TestNothingShownHasNoRate(t *testing.T) {
	t.Parallel()
	found := stats.Effect([]stats.Cell{outcomes(outcome.Failed, noon(), 3, 5)}, stats.ByDay)
	for _, rate := range []func() (float64, bool){
		found.Totals.AcceptanceRate, found.Totals.DismissalRate, found.Totals.IgnoredRate, found.Totals.ExecutionRate,
	} {
		_, known := rate()
		require.False(t, known)
	}
}

func TestBucketsBeginWhereTheyShould(t *testing.T) {
	t.Parallel()
	at := time.Date(2028, time.February, 29, 23, 59, 59, 1, time.FixedZone("", -3600)) // 1 March in UTC
	for bucket, want := range map[stats.Bucket]string{
		stats.ByHour: "2028-03-01T00:00:00Z", stats.ByDay: "2028-03-01T00:00:00Z",
		stats.ByWeek: "2028-02-28T00:00:00Z", stats.ByMonth: "2028-03-01T00:00:00Z",
	} {
		require.Equal(t, want, bucket.Start(at).Format(time.RFC3339), bucket)
	}
	sunday := time.Date(2026, time.March, 1, 5, 0, 0, 0, time.UTC)
	require.Equal(t, time.Date(2026, time.February, 23, 0, 0, 0, 0, time.UTC), stats.ByWeek.Start(sunday), "a week begins on Monday")
}

func TestARangeIsWidenedToWholeBuckets(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		bucket := rapid.SampledFrom([]stats.Bucket{stats.ByHour, stats.ByDay, stats.ByWeek, stats.ByMonth}).Draw(t, "bucket")
		from := noon().Add(time.Duration(rapid.Int64Range(0, 1e7).Draw(t, "from")) * time.Second)
		asked := stats.Range{From: from, To: from.Add(time.Duration(rapid.Int64Range(1, 3e7).Draw(t, "long")) * time.Second)}
		whole := asked.Whole(bucket)
		require.False(t, whole.From.After(asked.From))
		require.False(t, whole.To.Before(asked.To))
		require.Equal(t, bucket.Start(whole.From), whole.From)
		require.Equal(t, bucket.Start(whole.To), whole.To)
		require.Equal(t, whole, whole.Whole(bucket), "a whole one stays")
		require.Equal(t, bucket.Start(asked.To.Add(-1)), bucket.Start(whole.To.Add(-1)), "and no bucket more")
	})
}

func TestARangeThatCannotBeAskedForIsNamed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		asked  stats.Range
		bucket stats.Bucket
		path   string
	}{
		"backwards":        {stats.Range{From: noon(), To: noon().Add(-1)}, stats.ByDay, "from"},
		"empty":            {stats.Range{From: noon(), To: noon()}, stats.ByDay, "from"},
		"over a year":      {stats.Range{From: noon().AddDate(-1, 0, -2), To: noon()}, stats.ByDay, "from"},
		"unknown bucket":   {stats.Range{From: noon().Add(-1), To: noon()}, "fortnight", "bucket"},
		"hours of a month": {stats.Range{From: noon().AddDate(0, 0, -32), To: noon()}, stats.ByHour, "bucket"},
	} {
		problems := append(c.asked.Problems("from"), c.asked.BucketProblems(c.bucket)...)
		require.Len(t, problems, 1, name)
		require.Equal(t, c.path, problems[0].Path, name)
	}
	year := stats.Range{From: noon().AddDate(-1, 0, 0), To: noon()}
	require.Empty(t, append(year.Problems("from"), year.BucketProblems(stats.ByDay)...))
}

func TestWhatWasNotAskedForIsTheLastThirtyDays(t *testing.T) {
	t.Parallel()
	require.Equal(t, stats.Range{From: noon().AddDate(0, 0, -30), To: noon()}, stats.Range{}.Or(noon()))
	require.Equal(t, stats.Range{From: noon().AddDate(0, 0, -31), To: noon().AddDate(0, 0, -1)},
		stats.Range{To: noon().AddDate(0, 0, -1)}.Or(noon()))
}

func TestOnlyWhatAMeasureTellsApartCanBeGrouped(t *testing.T) {
	t.Parallel()
	all := []stats.GroupBy{"", stats.ByActionType, stats.BySurface, stats.ByPlaybook, stats.ByResult, "actor", "actor_id"}
	for measure, allowed := range map[stats.Measure]int{stats.Decisions: 2, stats.Actions: 4, stats.Outcomes: 5} {
		fit := 0
		for _, by := range all {
			if problems := by.Problems(measure); len(problems) == 0 {
				fit++
			} else {
				require.Equal(t, "group_by", problems[0].Path)
			}
		}
		require.Equal(t, allowed, fit, measure)
	}
	require.NotEmpty(t, stats.GroupBy("actor").Problems(stats.Decisions), "never by actor")
}
