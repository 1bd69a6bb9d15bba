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
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/ports"
)

const actionsPath = "/actors/" + adminToken + "/actions"

type actionPage struct {
	Items []struct {
		EventID string `json:"event_id"`
	} `json:"items"`
	NextCursor string `json:"next_cursor"`
}

// rawPage keeps the items as they were written.
type rawPage struct {
	Items []json.RawMessage `json:"items"`
}

// listed answers a page of actions.
func listed(t *testing.T, s *stand, parameters string) (page actionPage) {
	t.Helper()
	answer := s.do(t, request{path: actionsPath + parameters, token: adminToken})
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	s.fits(t, "PushedActionPage", answer.body)
	require.NoError(t, json.Unmarshal([]byte(answer.body), &page))
	return page
}

func TestAPushedActionIsAnsweredWithAllThatItsSurfaceShows(t *testing.T) {
	t.Parallel()
	s := open(t)
	answer := s.do(t, admin(good()["listActions"]))
	var page rawPage
	require.NoError(t, json.Unmarshal([]byte(answer.body), &page))
	require.Len(t, page.Items, 1)
	m := somePushed().Message
	var item map[string]any
	require.NoError(t, json.Unmarshal(page.Items[0], &item))
	require.NotEmpty(t, item["event_id"])
	delete(item, "event_id")
	text, err := json.Marshal(item)
	require.NoError(t, err)
	require.JSONEq(t, `{"delivery_id":"`+m.ID.String()+`","decision_id":"`+m.DecisionID.String()+`","surface":"ide",
		"created_at":"2028-02-29T12:00:00Z","target":{"file_path":"main.go","commit":"abc","pr":7,"line":3},
		"action":{"action_id":"`+m.Action.ID.String()+`","type":"mirror","surfaces":["ide","ci"],"playbook_id":"`+key(1).String()+`",
		"revision":3,"payload":{"title":"Three runs failed","body":"b","rationale":"","evidence_links":[],
		"presentation":{"ide":{"status_line":"Three runs failed","card":{"title":"Three runs failed","body":"b","rationale":"","links":[]}}}},
		"requires_consent":false,"requires_dual_channel":false,"expires_at":"2028-02-29T13:00:00Z","dismissible":true}}`, string(text))
}

func TestActionsAreReadPageByPage(t *testing.T) {
	t.Parallel()
	var got query.ListActions
	s := open(t, with(func(a *application.Application) {
		a.Queries.ListActions = recorded(&got, query.ActionPage{Items: []ports.PushedAction{somePushed()}, More: true})
	}))
	cursor := url.QueryEscape(listed(t, s, "").NextCursor)
	require.Equal(t, query.ListActions{
		Caller: got.Caller, ActorID: adminToken, Surface: action.IDE, Since: now().Add(-24 * time.Hour), Limit: 50,
	}, got)
	listed(t, s, "?limit=200&cursor="+cursor)
	require.Equal(t, somePushed().Position, got.After)
	require.Equal(t, 200, got.Limit)

	since := now().Add(-90 * 24 * time.Hour)
	asked := "?surface=ci&since=" + since.Format(time.RFC3339)
	ofCI := url.QueryEscape(listed(t, s, asked).NextCursor)
	require.Equal(t, query.ListActions{Caller: got.Caller, ActorID: adminToken, Surface: action.CI, Since: since, Limit: 50}, got)
	listed(t, s, asked+"&cursor="+ofCI)
	for _, foreign := range []string{
		"?cursor=" + ofCI, asked + "&cursor=" + cursor, "?surface=ci&cursor=" + ofCI, "?surface=alert&cursor=" + cursor,
		"?cursor=" + url.QueryEscape(listed(t, s, "").Items[0].EventID),
	} {
		p := s.problem(t, s.do(t, request{path: actionsPath + foreign, token: adminToken}), http.StatusUnprocessableEntity)
		require.Equal(t, []string{"cursor"}, p.paths(), foreign)
	}
	p := s.problem(t, s.do(t, request{path: "/actors/" + agentToken + "/actions?cursor=" + cursor, token: agentToken}), 422)
	require.Equal(t, []string{"cursor"}, p.paths(), "another actor's")
}

func TestTheActionsOfAnotherActorAreNotFoundForAnAdminEither(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, path := range []string{"/actors/" + agentToken + "/actions", "/actors/" + agentToken + "/actions/stream", "/actors/%00/actions"} {
		s.problem(t, s.do(t, request{path: path, token: adminToken}), http.StatusNotFound)
	}
	require.Equal(t, http.StatusOK, s.do(t, request{path: "/actors/" + nobodyToken + "/actions", token: nobodyToken}).status,
		"one's own need no right")
}

func TestAnActorsIDMayHoldWhateverAPathCanSay(t *testing.T) {
	t.Parallel()
	var got query.ListActions
	s := open(t, with(func(a *application.Application) {
		a.Queries.ListActions = recorded(&got, query.ActionPage{Items: []ports.PushedAction{somePushed()}})
	}))
	for _, actorID := range []string{"team/ada", "50%", "ada@example.com", "a b+c", "é?#", strings.Repeat("<", 256)} {
		token := ofActor + url.PathEscape(actorID)
		answer := s.do(t, request{path: "/actors/" + url.PathEscape(actorID) + "/actions", token: token})
		require.Equal(t, http.StatusOK, answer.status, "%s: %s", actorID, answer.body)
		require.Equal(t, actorID, got.ActorID)
	}
}

func TestAnEventIDIsOpaqueAndOfOneFeed(t *testing.T) {
	t.Parallel()
	var got query.StreamActions
	ended := newFeed()
	s := open(t, with(func(a *application.Application) {
		a.Queries.StreamActions = application.Chain("test", watched(&got, ended.actions.Stream))
	}))
	eventID := listed(t, s, "").Items[0].EventID
	require.NotContains(t, eventID, adminToken)
	ask := func(path, token, last string) reply {
		return s.do(t, request{path: path, token: token, header: map[string]string{"Last-Event-ID": last}})
	}
	s.problem(t, ask(streamPath, adminToken, eventID), http.StatusUnprocessableEntity) // the empty store never sent it
	require.Equal(t, event.Position{Transaction: 12, Number: 3}, got.After)
	got = query.StreamActions{}
	for name, answer := range map[string]reply{
		"altered":         ask(streamPath, adminToken, eventID[:len(eventID)-2]+"AA"),
		"another actor's": ask("/actors/"+agentToken+"/actions/stream", agentToken, eventID),
		"another surface": ask(streamPath+"?surface=ci", adminToken, eventID),
		"a cursor":        ask(streamPath, adminToken, listed(t, s, "").NextCursor),
		"made up":         ask(streamPath, adminToken, "12"),
		"long":            ask(streamPath, adminToken, strings.Repeat("A", 5000)),
	} {
		p := s.problem(t, answer, http.StatusUnprocessableEntity)
		require.Equal(t, []string{"Last-Event-ID"}, p.paths(), name)
	}
	require.Zero(t, got, "none of them came so far")
}
