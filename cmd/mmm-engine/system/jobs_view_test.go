package system_test

import (
	"encoding/base64"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/actor"
)

// operatorsTenant is the one of the shared stack, as `make run` has it.
const operatorsTenant = "demo"

// operators is that tenant, with an operator who has no other role.
func (s *stack) operators(tb testing.TB) renter {
	tb.Helper()
	return renter{stack: s, id: operatorsTenant}.inRole(tb, "olga", actor.RoleOperator)
}

type viewedJob struct {
	ID    int64
	Kind  string
	Args  string
	State string
}

func (r renter) jobs(tb testing.TB, query string) []viewedJob {
	tb.Helper()
	got := r.do(tb, request{method: http.MethodGet, path: "/ops/jobs/api/jobs?" + query, token: r.token})
	return decoded[struct{ Data []viewedJob }](tb, got, http.StatusOK).Data
}

func TestOperatorsSeeTheJobsOfEveryTenant(t *testing.T) {
	t.Parallel()
	r, operators := shared.renter(t), shared.operators(t)
	got := r.do(t, r.post("/signals", newSignal("ci.failed", document{}), nil))
	require.Equal(t, http.StatusAccepted, got.status)
	eventually(t, "its job is listed", func() bool {
		for _, job := range operators.jobs(t, "state=completed&kinds=evaluate_signal&limit=1000") {
			if strings.Contains(job.Args, r.id) {
				return true
			}
		}
		return false
	})
}

var asset = regexp.MustCompile(`(?:src|href)="([^"]+)"`)

func TestThePageOfJobsAndItsAssetsAreServedToABrowser(t *testing.T) {
	t.Parallel()
	operators := shared.operators(t)
	password := base64.StdEncoding.EncodeToString([]byte(":" + operators.token))
	browse := func(path string) answer {
		return shared.do(t, request{method: http.MethodGet, path: path, header: map[string]string{
			"Authorization": "Basic " + password, "Accept": "text/html,*/*;q=0.8", "Sec-Fetch-Site": "same-origin",
		}})
	}
	page := browse("/ops/jobs")
	require.Equal(t, http.StatusOK, page.status, "led on to the page")
	require.Contains(t, page.header.Get("Content-Type"), "text/html")
	require.Equal(t, "DENY", page.header.Get("X-Frame-Options"))
	require.Contains(t, page.header.Get("Content-Security-Policy"), "script-src 'self'")
	found := asset.FindAllStringSubmatch(string(page.body), -1)
	require.Greater(t, len(found), 3)
	for _, one := range found {
		path, below := strings.CutPrefix(one[1], "/v1/mmm")
		require.True(t, below, one[1])
		got := browse(path)
		require.Equal(t, http.StatusOK, got.status, one[1])
		require.NotContains(t, got.header.Get("Content-Type"), "html", one[1])
	}
	deep := browse("/ops/jobs/jobs/1")
	require.Equal(t, page.body, deep.body, "a place within the page can be opened")
}

func TestNobodyElseSeesTheJobs(t *testing.T) {
	t.Parallel()
	operators, other := shared.operators(t), shared.renter(t)
	for _, path := range []string{"/ops/jobs", "/ops/jobs/", "/ops/jobs/api/jobs", "/ops/jobs/api/states"} {
		ask := func(r renter) answer { return r.do(t, request{method: http.MethodGet, path: path, token: r.token}) }
		for _, role := range []string{actor.RoleMMMAdmin, actor.RoleTenantAdmin, actor.RoleApprover, actor.RolePrivacyAdmin} {
			require.Equal(t, "ROLE_REQUIRED", forbidden(t, ask(operators.inRole(t, "ann", role))).Code)
		}
		refused(t, ask(other), http.StatusNotFound)
		refused(t, ask(renter{stack: shared}), http.StatusUnauthorized)
	}
}

// restingJob makes one that no worker looks for.
func (s *stack) restingJob(tb testing.TB) int64 {
	tb.Helper()
	return rows[int64](tb, s, `INSERT INTO river.river_job (kind, args, max_attempts, queue, state, scheduled_at)
		VALUES ('resting', '{}', 3, 'nobody', 'scheduled', now() + interval '1 day') RETURNING id`)[0]
}

func TestAnOperatorCancelsAndRetriesAJob(t *testing.T) {
	t.Parallel()
	operators := shared.operators(t)
	id := shared.restingJob(t)
	change := func(what string, header map[string]string) answer {
		body := document{"ids": []string{strconv.FormatInt(id, 10)}}
		return operators.do(t, operators.post("/ops/jobs/api/jobs/"+what, body, header))
	}
	state := func() string {
		return rows[string](t, shared, "SELECT state::text FROM river.river_job WHERE id = $1", id)[0]
	}
	forged := change("cancel", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"})
	require.Equal(t, "CROSS_ORIGIN", forbidden(t, forged).Code)
	require.Equal(t, "scheduled", state(), "another site changes nothing")

	require.Equal(t, http.StatusOK, change("cancel", nil).status)
	require.Equal(t, "cancelled", state())
	require.Equal(t, http.StatusOK, change("retry", map[string]string{"Sec-Fetch-Site": "same-origin"}).status)
	require.Equal(t, "available", state())
	require.Equal(t, http.StatusOK, change("delete", nil).status)
}

func TestTheJobsAreShownWhereAWorkerIsAndSomebodyMaySeeThem(t *testing.T) {
	t.Parallel()
	s := prepare(t, map[string]string{"MMM_ROLES": "worker", "OPERATORS_TENANT": operatorsTenant})
	operators := s.operators(t)
	page := request{method: http.MethodGet, path: "/ops/jobs/", token: operators.token}
	for _, c := range []struct {
		changed, value string
		status         int
	}{
		{"MMM_ROLES", "worker", http.StatusOK},
		{"MMM_ROLES", "api", http.StatusNotFound},
		{"MMM_ROLES", "api,worker", http.StatusOK},
		{"OPERATORS_TENANT", "", http.StatusNotFound},
	} {
		s.environ[c.changed] = c.value
		s.startEngine(t)
		require.Equal(t, c.status, operators.do(t, page).status, "%s=%s", c.changed, c.value)
		require.Zero(t, s.engine.stop(t))
	}
}
