package httpapi_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/ports"
)

func TestDecisionsAreReadPageByPageWithinTheirFilters(t *testing.T) {
	t.Parallel()
	var asked query.ListDecisions
	s := open(t, with(func(a *application.Application) {
		a.Queries.ListDecisions = recorded(&asked, ports.DecisionPage{Next: key(2)})
	}))
	yes, no := true, false
	cursors := map[string]string{}
	for filter, want := range map[string]query.ListDecisions{
		"":                                  {},
		"actor_id=ada":                      {ActorID: "ada"},
		"playbook_id=" + key(1).String():    {Playbook: key(1)},
		"surface=background&degraded=false": {Surface: action.Background, Degraded: &no},
		"degraded=true":                     {Degraded: &yes},
		"from=2028-02-29T12:00:00%2B01:00&to=2028-02-29T12:00:00.5Z": {
			Span: ports.Span{From: now().Add(-time.Hour), To: now().Add(time.Second / 2)},
		},
	} {
		answer := s.do(t, request{path: "/decisions?" + filter, token: adminToken})
		require.Equal(t, http.StatusOK, answer.status, answer.body)
		want.Caller, want.Limit = asked.Caller, 50
		require.Equal(t, want, asked)
		var page struct {
			Items      []json.RawMessage `json:"items"`
			NextCursor string            `json:"next_cursor"`
		}
		require.NoError(t, json.Unmarshal([]byte(answer.body), &page))
		require.NotNil(t, page.Items, "a page with nothing in it is a list too")
		for other, foreign := range cursors {
			answer := s.do(t, request{path: "/decisions?" + filter + "&cursor=" + foreign, token: adminToken})
			require.Equal(t, []string{"cursor"}, s.problem(t, answer, http.StatusUnprocessableEntity).paths(), other)
		}
		cursors[filter] = url.QueryEscape(page.NextCursor)
		s.do(t, request{path: "/decisions?" + filter + "&limit=3&cursor=" + cursors[filter], token: adminToken})
		want.Before, want.Limit = key(2), 3
		require.Equal(t, want, asked)
	}
}

func TestACursorOfAnotherTenantIsRefused(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, list := range []string{"/decisions", "/audit", "/receipts", "/playbooks", "/experiments", "/playbooks/" + key(1).String() + "/revisions"} {
		answer := s.do(t, request{path: list, token: adminToken})
		require.Equal(t, http.StatusOK, answer.status, answer.body)
		var page struct {
			NextCursor string `json:"next_cursor"`
		}
		require.NoError(t, json.Unmarshal([]byte(answer.body), &page))
		again := list + "?cursor=" + url.QueryEscape(page.NextCursor)
		require.Equal(t, http.StatusOK, s.do(t, request{path: again, token: adminToken}).status, list)
		foreign := s.do(t, request{path: again, token: visitorToken})
		require.Equal(t, []string{"cursor"}, s.problem(t, foreign, http.StatusUnprocessableEntity).paths(), list)
	}
}

func TestABadFilterOfDecisionsIsNamed(t *testing.T) {
	t.Parallel()
	s := open(t)
	for filter, path := range map[string]string{
		"playbook_id=x": "playbook_id", "surface=web": "surface", "degraded=yes": "degraded", "from=yesterday": "from",
		"to=2028-02-30T00:00:00Z": "to", "actor_id=%00": "actor_id", "limit=0": "limit", "limit=201": "limit", "cursor=x": "cursor",
	} {
		answer := s.do(t, request{path: "/decisions?" + filter, token: adminToken})
		require.Equal(t, []string{path}, s.problem(t, answer, http.StatusUnprocessableEntity).paths(), filter)
	}
	answer := s.do(t, request{path: "/decisions?surface=web&degraded=yes&limit=x", token: adminToken})
	require.ElementsMatch(t, []string{"surface", "degraded", "limit"}, s.problem(t, answer, http.StatusUnprocessableEntity).paths(),
		"every problem at once")
}

func TestAnExplanationSaysWhatWasConsideredAndHeldBack(t *testing.T) {
	t.Parallel()
	answer := open(t).do(t, admin(good()["explainDecision"]))
	require.JSONEq(t, `{"decision_id":"01000000-0000-7000-8000-000000000002","complete":true,"degraded_reasons":[],
		"experiment_assignments":[{"experiment_id":"01000000-0000-7000-8000-000000000005","variant":"short"}],
		"playbooks":[{"playbook_id":"01000000-0000-7000-8000-000000000001","revision":3,"version":"1.2.0","fired":true,
			"steps":[{"name":"trigger","passed":true}]}],
		"suppressed":[{"playbook_id":"01000000-0000-7000-8000-000000000006","revision":1,"type":"mirror","reason":"quiet_hours",
			"detail":"It is within quiet hours. Until six."}]}`, answer.body)
}

func TestAChainWithoutAReceiptBeginsWithZeros(t *testing.T) {
	t.Parallel()
	answer := open(t).do(t, admin(good()["getReceiptChain"]))
	require.JSONEq(t, `{"tenant_id":"acme","sequence":0,"emitted":0,
		"hash":"sha256:0000000000000000000000000000000000000000000000000000000000000000"}`, answer.body)
}
