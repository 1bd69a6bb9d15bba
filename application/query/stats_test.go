package query_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/stats"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// aggregates keep what they were asked, and answer so many cells.
type aggregates struct {
	days   stats.Range
	filter ports.CellFilter
	key    playbook.Key
	cells  int
	err    error
}

func (a *aggregates) SumDays(_ context.Context, _ tenant.ID, days stats.Range) ([]stats.Cell, error) {
	a.days = days
	return make([]stats.Cell, a.cells), a.err
}

func (a *aggregates) ListCells(_ context.Context, _ tenant.ID, filter ports.CellFilter) ([]stats.Cell, error) {
	a.filter = filter
	return make([]stats.Cell, a.cells), a.err
}

func (a *aggregates) ListPlaybookCells(
	_ context.Context, _ tenant.ID, key playbook.Key, filter ports.CellFilter,
) ([]stats.Cell, error) {
	a.key, a.filter = key, filter
	return make([]stats.Cell, a.cells), a.err
}

// leapNoon is the time of the tests.
type leapNoon struct{ ports.Clock }

func (leapNoon) Now() time.Time { return time.Date(2028, time.February, 29, 12, 0, 0, 0, time.UTC) }

func statsOver(a *aggregates) *query.Stats { return query.NewStats(a, leapNoon{}) }

func analyst(roles ...string) actor.Caller {
	return actor.Caller{
		TenantID: "acme", Actor: actor.Actor{ID: "ada", Roles: roles}, Scopes: []actor.Scope{actor.ScopeRead},
	}
}

func requireInvalid(t *testing.T, err error, path string) {
	t.Helper()
	require.Equal(t, fault.Invalid, fault.Of(err), "%v", err)
	var invalid *fault.Error
	require.ErrorAs(t, err, &invalid)
	require.Equal(t, path, invalid.Problems[0].Path)
}

func day(month time.Month, of int) time.Time { return time.Date(2028, month, of, 0, 0, 0, 0, time.UTC) }

func TestMetricsAreOfThirtyDaysUnlessTheRequestSays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		asked query.GetMetrics
		want  stats.Range
	}{
		"by default":      {query.GetMetrics{}, stats.Range{From: day(1, 30), To: day(3, 1)}},
		"of days":         {query.GetMetrics{Start: day(2, 3), End: day(2, 4)}, stats.Range{From: day(2, 3), To: day(2, 5)}},
		"of one day":      {query.GetMetrics{Start: day(2, 3), End: day(2, 3)}, stats.Range{From: day(2, 3), To: day(2, 4)}},
		"since a day":     {query.GetMetrics{Start: day(2, 3)}, stats.Range{From: day(2, 3), To: day(3, 1)}},
		"up to a day":     {query.GetMetrics{End: day(2, 28)}, stats.Range{From: day(1, 30), To: day(2, 29)}},
		"of a whole year": {query.GetMetrics{Start: day(1, 1), End: day(12, 31)}, stats.Range{From: day(1, 1), To: day(13, 1)}},
	} {
		views := &aggregates{}
		found, err := statsOver(views).Metrics(t.Context(), c.asked)
		require.NoError(t, err, name)
		require.Equal(t, c.want, views.days, name)
		require.Equal(t, c.want, stats.Range{From: found.Start, To: found.End.AddDate(0, 0, 1)}, name)
	}
}

func TestMetricsOfNoRangeOrOverAYearAreRefused(t *testing.T) {
	t.Parallel()
	for _, asked := range []query.GetMetrics{
		{Start: day(2, 4), End: day(2, 3)}, {Start: day(3, 2)}, {Start: day(1, 1), End: day(13, 1)},
	} {
		_, err := statsOver(&aggregates{}).Metrics(t.Context(), asked)
		requireInvalid(t, err, "start_date")
	}
}

func TestASeriesIsReadByWholeBuckets(t *testing.T) {
	t.Parallel()
	views := &aggregates{}
	asked := query.GetTimeseries{
		Metric: stats.Actions, GroupBy: stats.ByPlaybook, Bucket: stats.ByWeek,
		Range: stats.Range{From: day(2, 2).Add(time.Hour), To: day(2, 20)},
	}
	found, err := statsOver(views).Timeseries(t.Context(), asked)
	require.NoError(t, err)
	require.Equal(t, stats.Range{From: day(1, 31), To: day(2, 21)}, found.Range)
	require.Equal(t, ports.CellFilter{
		Measure: stats.Actions, Playbooks: true, Daily: true, Range: found.Range, Limit: views.filter.Limit,
	}, views.filter)
	found, err = statsOver(views).Timeseries(t.Context(), query.GetTimeseries{})
	require.NoError(t, err)
	require.Equal(t, []any{stats.Decisions, stats.ByDay, stats.Range{From: day(1, 30), To: day(3, 1)}},
		[]any{found.Metric, found.Bucket, found.Range}, "by default")
	_, err = statsOver(views).Timeseries(t.Context(), query.GetTimeseries{
		Bucket: stats.ByHour, Range: stats.Range{From: day(2, 2), To: day(2, 3)},
	})
	require.NoError(t, err)
	require.False(t, views.filter.Daily)
}

func TestASeriesThatCannotBeAskedForIsRefused(t *testing.T) {
	t.Parallel()
	year := stats.Range{From: day(1, 1), To: day(12, 31)}
	for path, asked := range map[string]query.GetTimeseries{
		"metric": {Metric: "likes"}, "bucket": {Bucket: "fortnight"}, "group_by": {GroupBy: "actor"},
		"from": {Range: stats.Range{From: day(3, 1), To: day(2, 1)}},
	} {
		_, err := statsOver(&aggregates{}).Timeseries(t.Context(), asked)
		requireInvalid(t, err, path)
	}
	_, err := statsOver(&aggregates{}).Timeseries(t.Context(), query.GetTimeseries{Bucket: stats.ByHour, Range: year})
	requireInvalid(t, err, "bucket")
}

// A sum over a part would be a wrong number that looks right.
func TestMoreCountsThanAnAnswerHoldsAreNotCutOff(t *testing.T) {
	t.Parallel()
	views := &aggregates{cells: 100_001}
	_, err := statsOver(views).Timeseries(t.Context(), query.GetTimeseries{})
	requireInvalid(t, err, "from")
	_, err = statsOver(views).Effectiveness(t.Context(), query.GetEffectiveness{})
	requireInvalid(t, err, "from")
	require.Greater(t, views.filter.Limit, 100_000, "one more is read, to know")
	views.cells--
	_, err = statsOver(views).Effectiveness(t.Context(), query.GetEffectiveness{})
	require.NoError(t, err)
}

func TestEffectivenessIsOfOnePlaybooksOutcomes(t *testing.T) {
	t.Parallel()
	views := &aggregates{}
	found, err := statsOver(views).Effectiveness(t.Context(), query.GetEffectiveness{Playbook: id.UUID{1}, Bucket: stats.ByMonth})
	require.NoError(t, err)
	require.Equal(t, id.UUID{1}, views.key)
	require.Equal(t, stats.Outcomes, views.filter.Measure)
	require.Equal(t, stats.Range{From: day(1, 1), To: day(3, 1)}, found.Range)
	for path, asked := range map[string]query.GetEffectiveness{
		"bucket": {Bucket: "x"}, "from": {Range: stats.Range{From: day(3, 1), To: day(2, 1)}},
	} {
		_, err := statsOver(views).Effectiveness(t.Context(), asked)
		requireInvalid(t, err, path)
	}
}

func TestAFailedReadOfCountsIsTold(t *testing.T) {
	t.Parallel()
	views := &aggregates{err: errors.New("away")}
	_, err := statsOver(views).Metrics(t.Context(), query.GetMetrics{})
	require.ErrorIs(t, err, views.err)
	_, err = statsOver(views).Timeseries(t.Context(), query.GetTimeseries{})
	require.ErrorIs(t, err, views.err)
	_, err = statsOver(views).Effectiveness(t.Context(), query.GetEffectiveness{})
	require.ErrorIs(t, err, views.err)
}

func TestWhoMayAskForCounts(t *testing.T) {
	t.Parallel()
	admin, reader := analyst(actor.RoleTenantAdmin), analyst()
	require.NoError(t, query.GetMetrics{Caller: admin, TenantID: "acme"}.Authorise())
	require.NoError(t, query.GetTimeseries{Caller: admin, TenantID: "acme"}.Authorise())
	require.NoError(t, query.GetReceiptChain{Caller: admin, TenantID: "acme"}.Authorise())
	require.NoError(t, query.GetEffectiveness{Caller: reader}.Authorise())
	require.Equal(t, fault.Forbidden, fault.Of(query.GetEffectiveness{Caller: actor.Caller{TenantID: "acme"}}.Authorise()))
	for _, use := range []interface{ Authorise() error }{
		query.GetMetrics{Caller: reader, TenantID: "acme"}, query.GetTimeseries{Caller: reader, TenantID: "acme"},
		query.GetReceiptChain{Caller: reader, TenantID: "acme"},
	} {
		require.Equal(t, fault.Forbidden, fault.Of(use.Authorise()))
	}
	for _, use := range []interface{ Authorise() error }{
		query.GetMetrics{Caller: admin, TenantID: "beta"}, query.GetTimeseries{Caller: admin, TenantID: "beta"},
		query.GetReceiptChain{Caller: admin, TenantID: "beta"},
	} {
		require.Equal(t, fault.NotFound, fault.Of(use.Authorise()), "its existence is not told")
	}
}
