package httpapi_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/ports"
)

func TestAListedAuditEntryShowsWhatIsKnownAndNoMore(t *testing.T) {
	t.Parallel()
	var page struct {
		Items []json.RawMessage `json:"items"`
	}
	answer := open(t).do(t, admin(good()["listAudit"]))
	require.NoError(t, json.Unmarshal([]byte(answer.body), &page))
	require.Len(t, page.Items, 2)
	require.JSONEq(t, `{"entry_id":7,"timestamp":"2028-02-29T12:00:00.001Z","admin_user_id":"ada","tenant_id":"acme",
		"action":"a.update","resource":"a/1","before":{"n":"<1>"},"after":{"n":2},"trace_id":"abc"}`, string(page.Items[0]))
	require.JSONEq(t, `{"entry_id":6,"timestamp":"2028-02-29T12:00:00Z","admin_user_id":"","tenant_id":"acme","action":"","resource":""}`,
		string(page.Items[1]))
}

func TestAuditEntriesAreReadPageByPageWithinTheirFilters(t *testing.T) {
	t.Parallel()
	var asked query.ListAudit
	s := open(t, with(func(a *application.Application) {
		a.Queries.ListAudit = recorded(&asked, query.AuditPage{Items: []ports.AuditRecord{someEntry()}, More: true})
	}))
	cursors := map[string]string{}
	for filter, want := range map[string]query.ListAudit{
		"":                   {},
		"resource=a/1":       {Resource: "a/1"},
		"actor=ada":          {AdminID: "ada"},
		"resource=x&actor=y": {Resource: "x", AdminID: "y"},
		"from=2028-02-29T12:00:00%2B01:00&to=2028-02-29T12:00:00.5Z": {
			Span: ports.Span{From: now().Add(-time.Hour), To: now().Add(time.Second / 2)},
		},
		"to=0001-01-01T00:00:00Z": {Span: ports.Span{To: time.Time{}.Add(time.Microsecond)}}, // the zero time is no end
		"resource=" + strings.Repeat("r", 512) + "&actor=" + strings.Repeat("a", 256): {
			Resource: strings.Repeat("r", 512), AdminID: strings.Repeat("a", 256),
		},
	} {
		answer := s.do(t, request{path: "/audit?" + filter, token: adminToken})
		require.Equal(t, http.StatusOK, answer.status, answer.body)
		want.Caller, want.Limit = asked.Caller, 50
		require.Equal(t, want, asked)
		var page struct {
			NextCursor string `json:"next_cursor"`
		}
		require.NoError(t, json.Unmarshal([]byte(answer.body), &page))
		require.NotContains(t, page.NextCursor, "ada")
		for other, foreign := range cursors {
			answer := s.do(t, request{path: "/audit?" + filter + "&cursor=" + foreign, token: adminToken})
			require.Equal(t, []string{"cursor"}, s.problem(t, answer, http.StatusUnprocessableEntity).paths(), other)
		}
		cursors[filter] = url.QueryEscape(page.NextCursor)
		s.do(t, request{path: "/audit?" + filter + "&limit=3&cursor=" + cursors[filter], token: adminToken})
		want.Before, want.Limit = someEntry().AuditPlace, 3
		require.Equal(t, want, asked)
	}
}

func TestEveryProblemOfAnAuditListIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	bad := "/audit?from=yesterday&to=2028-02-30T00:00:00Z&resource=" + strings.Repeat("r", 513) + "&actor=a%00b&limit=201&cursor=x"
	p := s.problem(t, s.do(t, request{path: bad, token: adminToken}), http.StatusUnprocessableEntity)
	require.ElementsMatch(t, []string{"from", "to", "resource", "actor", "limit", "cursor"}, p.paths())
	for _, actor := range []string{"%ff", strings.Repeat("a", 257)} {
		p := s.problem(t, s.do(t, request{path: "/audit?actor=" + actor, token: adminToken}), http.StatusUnprocessableEntity)
		require.Equal(t, []string{"actor"}, p.paths())
	}
}
