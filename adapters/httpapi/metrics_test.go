package httpapi_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/stats"
)

// The shape is a contract (api.md): nothing more, nothing less, zeros included.
func TestTenantMetricsHaveTheDocumentedShape(t *testing.T) {
	t.Parallel()
	answer := open(t).do(t, admin(good()["getTenantMetrics"]))
	require.JSONEq(t, `{"tenant_id":"acme","period":{"start":"2028-02-29","end":"2028-02-29"},"aggregates":{
		"decisions_total":9,"actions_total":2,"actions_by_type":{"mirror":0,"mentor":2,"multiplier":0},
		"outcomes_total":1,"outcomes_by_result":{"shown":0,"ignored":0,"dismissed":0,"accepted":0,"executed":0,"failed":1}}}`, answer.body)
}

func TestTenantMetricsAreOfTheDaysAskedFor(t *testing.T) {
	t.Parallel()
	var asked query.GetMetrics
	s := open(t, with(func(a *application.Application) { a.Queries.GetMetrics = recorded(&asked, someMetrics()) }))
	day := func(text string) time.Time {
		at, err := time.Parse(time.DateOnly, text)
		require.NoError(t, err)
		return at
	}
	for filter, want := range map[string]query.GetMetrics{
		"": {},
		"start_date=2028-02-01&end_date=2028-02-29":                                 {Start: day("2028-02-01"), End: day("2028-02-29")},
		"start_date=2028-02-01T23:30:00-01:00&end_date=2028-03-02T00:30:00%2B01:00": {Start: day("2028-02-02"), End: day("2028-03-01")},
	} {
		answer := s.do(t, request{path: "/tenants/acme/metrics?" + filter, token: adminToken})
		require.Equal(t, http.StatusOK, answer.status, answer.body)
		want.Caller, want.TenantID = asked.Caller, "acme"
		require.Equal(t, want, asked)
	}
}

func TestASeriesTellsItsPointsAndHowManyItHides(t *testing.T) {
	t.Parallel()
	answer := open(t).do(t, request{path: "/tenants/acme/timeseries?metric=outcomes&group_by=result", token: adminToken})
	require.JSONEq(t, `{"tenant_id":"acme","metric":"outcomes","bucket":"day","group_by":"result",
		"from":"2028-02-29T00:00:00Z","to":"2028-03-01T00:00:00Z",
		"points":[{"start":"2028-02-29T00:00:00Z","group":"shown","count":4}],"hidden_points":2}`, answer.body)
}

func TestEffectivenessTellsCountsAndRates(t *testing.T) {
	t.Parallel()
	answer := open(t).do(t, admin(good()["getEffectiveness"]))
	const effects = `{"shown":4,"ignored":0,"dismissed":0,"accepted":1,"executed":0,"failed":0,
		"acceptance_rate":0.25,"dismissal_rate":0,"ignored_rate":0,"execution_rate":0}`
	require.JSONEq(t, `{"playbook_id":"01000000-0000-7000-8000-000000000001","bucket":"day",
		"from":"2028-02-29T00:00:00Z","to":"2028-03-01T00:00:00Z","totals":`+effects+`,
		"points":[{"start":"2028-02-29T00:00:00Z","effects":`+effects+`}],"hidden_points":3}`, answer.body)
}

func TestTheRangeOfCountsIsHandedOn(t *testing.T) {
	t.Parallel()
	var series query.GetTimeseries
	var effects query.GetEffectiveness
	s := open(t, with(func(a *application.Application) {
		a.Queries.GetTimeseries = recorded(&series, someSeries())
		a.Queries.GetEffectiveness = recorded(&effects, someEffects())
	}))
	const filter = "?from=2028-02-01T00:00:00Z&to=2028-02-29T00:00:00Z&bucket=week"
	want := stats.Range{From: now().Truncate(24*time.Hour).AddDate(0, 0, -28), To: now().Truncate(24 * time.Hour)}
	for _, path := range []string{"/tenants/acme/timeseries" + filter + "&metric=actions&group_by=playbook", "/playbooks/" + key(1).String() + "/effectiveness" + filter} {
		require.Equal(t, http.StatusOK, s.do(t, request{path: path, token: adminToken}).status)
	}
	require.Equal(t, query.GetTimeseries{
		Caller: series.Caller, TenantID: "acme", Metric: stats.Actions, Bucket: stats.ByWeek, GroupBy: stats.ByPlaybook, Range: want,
	}, series)
	require.Equal(t, query.GetEffectiveness{Caller: effects.Caller, Playbook: key(1), Bucket: stats.ByWeek, Range: want}, effects)
}

func TestABadRangeOfCountsIsNamed(t *testing.T) {
	t.Parallel()
	s := open(t)
	for path, field := range map[string]string{
		"/tenants/acme/metrics?start_date=1.2.2028":                      "start_date",
		"/tenants/acme/metrics?end_date=2028-02-30":                      "end_date",
		"/tenants/acme/timeseries?from=x":                                "from",
		"/playbooks/" + key(1).String() + "/effectiveness?to=2028-02-01": "to",
	} {
		answer := s.do(t, request{path: path, token: adminToken})
		require.Equal(t, []string{field}, s.problem(t, answer, http.StatusUnprocessableEntity).paths(), path)
	}
}
