package system_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// read answers what a query shows.
func read[T any](tb testing.TB, r renter, path string) T {
	tb.Helper()
	return decoded[T](tb, r.do(tb, request{method: http.MethodGet, path: path, token: r.token}), http.StatusOK)
}

// tenantTotals are the answer of GET /tenants/{tenant_id}/metrics.
type tenantTotals struct {
	TenantID   string                      `json:"tenant_id"`
	Period     struct{ Start, End string } `json:"period"`
	Aggregates struct {
		Decisions int            `json:"decisions_total"`
		Actions   int            `json:"actions_total"`
		ByType    map[string]int `json:"actions_by_type"`
		Outcomes  int            `json:"outcomes_total"`
		ByResult  map[string]int `json:"outcomes_by_result"`
	}
}

type effects struct {
	Shown, Accepted, Dismissed, Ignored, Executed, Failed int
	AcceptanceRate                                        *float64 `json:"acceptance_rate"`
}

type effectiveness struct {
	Totals *effects
	Points []struct {
		Start   time.Time
		Effects effects
	}
	Hidden int `json:"hidden_points"`
}

type series struct {
	Points []struct {
		Group string
		Count int
	}
	Hidden int `json:"hidden_points"`
}

// peopled has so many actors decided for, who all are shown the change that they are
// offered, and of whom the first two accept it.
func (r renter) peopled(t *testing.T, actors int) (made []decision) {
	t.Helper()
	for n := range actors {
		ask := r.ask("security.vulnerable_dependency", document{
			"package": planted + "-lib", "url": "https://" + planted + ".example.org/advisory",
		})
		ask["actor_id"] = fmt.Sprint("actor-", n)
		decided := r.decide(t, ask)
		require.Len(t, decided.Actions, 1)
		r.outcome(t, r.report(decided, "shown", document{"actor_id": decided.ActorID}))
		if n < 2 {
			r.outcome(t, r.report(decided, "accepted", document{"actor_id": decided.ActorID}))
		}
		made = append(made, decided)
	}
	return made
}

func (r renter) inAll(t *testing.T) tenantTotals {
	t.Helper()
	return read[tenantTotals](t, r, "/tenants/"+r.id+"/metrics")
}

func TestWhatWasDecidedIsCountedAndGroupsOfFewAreHidden(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	made := r.peopled(t, 4)
	eventually(t, "the outcomes are counted", func() bool { return r.inAll(t).Aggregates.Outcomes == 6 })
	found := r.inAll(t)
	today := time.Now().UTC().Format(time.DateOnly)
	require.Equal(t, r.id, found.TenantID)
	require.Equal(t, today, found.Period.End)
	require.Equal(t, 4, found.Aggregates.Decisions)
	require.Equal(t, 4, found.Aggregates.Actions)
	require.Equal(t, map[string]int{"mirror": 0, "mentor": 0, "multiplier": 4}, found.Aggregates.ByType)
	require.Equal(t, map[string]int{"shown": 4, "ignored": 0, "dismissed": 0, "accepted": 2, "executed": 0, "failed": 0},
		found.Aggregates.ByResult)
	require.Zero(t, read[tenantTotals](t, r, "/tenants/"+r.id+"/metrics?start_date=2026-01-01&end_date=2026-01-31").Aggregates.Decisions)

	playbook := "/playbooks/" + made[0].Fired[0].PlaybookID + "/effectiveness"
	few := read[effectiveness](t, r, playbook)
	require.Nil(t, few.Totals)
	require.Empty(t, few.Points)
	require.Equal(t, 1, few.Hidden)
	bySurface := read[series](t, r, "/tenants/"+r.id+"/timeseries?group_by=surface")
	require.Empty(t, bySurface.Points)
	require.Equal(t, 1, bySurface.Hidden)

	ask := r.ask("security.vulnerable_dependency", document{
		"package": planted + "-lib", "url": "https://" + planted + ".example.org/advisory",
	})
	fifth := r.decide(t, toAnother(ask))
	r.outcome(t, r.report(fifth, "shown", document{"actor_id": fifth.ActorID}))
	eventually(t, "the fifth actor is counted", func() bool { return read[effectiveness](t, r, playbook).Totals != nil })
	enough := read[effectiveness](t, r, playbook)
	require.Equal(t, 5, enough.Totals.Shown)
	require.InDelta(t, 0.4, *enough.Totals.AcceptanceRate, 1e-9)
	require.Len(t, enough.Points, 1)
	grouped := read[series](t, r, "/tenants/"+r.id+"/timeseries?metric=outcomes&group_by=result&bucket=hour")
	require.Equal(t, "shown", grouped.Points[0].Group)
	require.Equal(t, 1, grouped.Hidden, "two of five accepted: who, is nobody's to know")
}

type decisionPage struct {
	Items []struct {
		ID      string `json:"decision_id"`
		Receipt struct{ Status string }
	}
	Next string `json:"next_cursor"`
}

func (p decisionPage) ids() []string {
	ids := []string{}
	for _, item := range p.Items {
		ids = append(ids, item.ID)
	}
	return ids
}

func TestDecisionsAreListedForAdminsAndForTheirActors(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	made := r.peopled(t, 3)
	first := read[decisionPage](t, r, "/decisions?limit=2")
	require.Equal(t, []string{made[2].ID, made[1].ID}, first.ids())
	require.NotEmpty(t, first.Items[0].Receipt.Status)
	require.Equal(t, []string{made[0].ID}, read[decisionPage](t, r, "/decisions?limit=2&cursor="+first.Next).ids())
	own := r.as(t, "actor-1")
	require.Equal(t, []string{made[1].ID}, read[decisionPage](t, own, "/decisions").ids())
	refused := own.do(t, request{method: http.MethodGet, path: "/decisions?actor_id=actor-2", token: own.token})
	require.Equal(t, http.StatusForbidden, refused.status)
	fired := "/decisions?playbook_id=" + made[0].Fired[0].PlaybookID
	eventually(t, "they are listed by their playbook", func() bool { return len(read[decisionPage](t, r, fired).Items) == 3 })
	require.Empty(t, read[decisionPage](t, r, "/decisions?surface=ci").Items)
}

func TestADecisionIsExplainedAfterwardsToo(t *testing.T) {
	t.Parallel()
	r := shared.renter(t).withExamples(t)
	type explanation struct {
		Complete  bool
		Playbooks []struct {
			ID    string `json:"playbook_id"`
			Fired bool
			Steps []struct {
				Name   string
				Passed bool
			}
		}
	}
	made := r.decide(t, r.ask("security.code_scanning", alert()))
	told := read[explanation](t, r, "/decisions/"+made.ID+"/explanation")
	require.False(t, told.Complete, "nobody asked for the others")
	require.Len(t, told.Playbooks, 1)
	require.Equal(t, made.Fired[0].PlaybookID, told.Playbooks[0].ID)
	require.NotEmpty(t, told.Playbooks[0].Steps)
	ask := toAnother(r.ask("security.code_scanning", alert()))
	ask["explain"] = true
	explained := r.decide(t, ask)
	told = read[explanation](t, r, "/decisions/"+explained.ID+"/explanation")
	require.True(t, told.Complete)
	require.Len(t, told.Playbooks, 3)
}

func TestAggregatesAreRebuiltWhileEnginesRun(t *testing.T) {
	t.Parallel()
	s := newStack(t, nil)
	r := s.renter(t).withExamples(t)
	r.peopled(t, 5)
	eventually(t, "the outcomes are counted", func() bool { return r.inAll(t).Aggregates.Outcomes == 7 })
	before := r.inAll(t)
	rows[int](t, s, "UPDATE tenant_stats_daily SET count = count + 9 RETURNING 1")
	require.NotEqual(t, before, r.inAll(t))
	environ := map[string]string{"DATABASE_WORKER_URL": s.database.Worker}
	rebuilt := start(t, t.TempDir(), environ, "mmm-engine", "projections", "rebuild", "tenant_stats")
	require.Zero(t, rebuilt.exit(t), rebuilt.stderr.text())
	require.Regexp(t, `^100 %  \d+ of \d+ events`, rebuilt.stderr.text())
	require.Equal(t, before, r.inAll(t))
	r.decide(t, toAnother(r.ask("security.code_scanning", alert())))
	eventually(t, "the engine counts on", func() bool { return r.inAll(t).Aggregates.Decisions == 6 })
	unknown := start(t, t.TempDir(), environ, "mmm-engine", "projections", "rebuild", "likes")
	require.Equal(t, 2, unknown.exit(t))
	require.Contains(t, unknown.stderr.text(), "tenant_stats, playbook_stats, experiment_stats")
}
