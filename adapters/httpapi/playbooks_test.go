package httpapi_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

func admin(r request) request {
	r.token = adminToken
	return r
}

func TestAPlaybookIsHandedOnAsItWasWritten(t *testing.T) {
	t.Parallel()
	var got command.CreatePlaybook
	s := open(t, with(func(a *application.Application) {
		a.Commands.CreatePlaybook = recorded(&got, command.PlaybookChanged{Playbook: somePlaybook(), Committed: command.Committed{Token: "t1"}})
	}))
	r := admin(good()["createPlaybook"])
	r.body = `{"name":"n","description":"d","owner":"o","version":"1.2.0","mode":"shadow",
		"triggers":[{"event_types":["ci.failed"],"min_severity":"medium","surfaces":["background"],"roles":[]}],
		"conditions":["true"],"actions":[{"type":"mentor","surfaces":["ide"],"title":"t","body":"b","rationale":"r",
		"evidence":["e"],"llm":{"prompt":"p","system_prompt_id":"s","max_tokens":1.0e2},"expires_in_minutes":5},
		{"type":"mirror","surfaces":["ci"],"title":"t","llm":null}],"on_quiet":"defer","limits":{"priority":10}}`
	answer := s.do(t, r)
	require.Equal(t, http.StatusCreated, answer.status, answer.body)
	var want playbook.Definition
	plain := strings.Replace(r.body, "1.0e2", "100", 1)
	require.NoError(t, json.Unmarshal([]byte(plain), &want), "the definition's own names are the contract")
	require.Equal(t, want, got.Definition)
}

func TestAPlaybookAnswersItsETagAndToken(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, operation := range []string{"createPlaybook", "replacePlaybook", "publishPlaybook", "pausePlaybook", "resumePlaybook", "deprecatePlaybook"} {
		answer := s.do(t, admin(good()[operation]))
		require.Equal(t, `"1"`, answer.header.Get("ETag"), operation)
		require.Equal(t, "t1", answer.header.Get("MMM-Consistency-Token"), operation)
	}
	require.Equal(t, `"1"`, s.do(t, admin(good()["getPlaybook"])).header.Get("ETag"))
}

func TestIfMatchReachesEveryChange(t *testing.T) {
	t.Parallel()
	var replace command.ReplacePlaybook
	var publish command.PublishPlaybook
	var pause command.PausePlaybook
	var resume command.ResumePlaybook
	var deprecate command.DeprecatePlaybook
	changed := command.PlaybookChanged{Playbook: somePlaybook()}
	s := open(t, with(func(a *application.Application) {
		a.Commands.ReplacePlaybook = recorded(&replace, changed)
		a.Commands.PublishPlaybook = recorded(&publish, changed)
		a.Commands.PausePlaybook = recorded(&pause, changed)
		a.Commands.ResumePlaybook = recorded(&resume, changed)
		a.Commands.DeprecatePlaybook = recorded(&deprecate, changed)
	}))
	operations := []string{"replacePlaybook", "publishPlaybook", "pausePlaybook", "resumePlaybook", "deprecatePlaybook"}
	for header, version := range map[string]int64{`"7"`: 7, `W/"8"`: 8, `*`: 0, ``: 0} {
		for _, operation := range operations {
			r := admin(good()[operation])
			r.header = map[string]string{"If-Match": header}
			require.Less(t, s.do(t, r).status, 300)
		}
		require.Equal(t, []int64{version, version, version, version, version},
			[]int64{replace.IfMatch, publish.IfMatch, pause.IfMatch, resume.IfMatch, deprecate.IfMatch}, header)
	}
	require.Equal(t, []playbook.Key{key(1), key(1), key(1), key(1), key(1)},
		[]playbook.Key{replace.Key, publish.Key, pause.Key, resume.Key, deprecate.Key})
	require.Equal(t, "fixed", resume.Reason)
	for header, status := range map[string]int{`7`: 422, `"1", "2"`: 422, `"x"`: 412} {
		for _, operation := range operations {
			r := admin(good()[operation])
			r.header = map[string]string{"If-Match": header}
			s.problem(t, s.do(t, r), status)
		}
	}
}

func TestPublishNamesARevisionOrTheLatest(t *testing.T) {
	t.Parallel()
	var got command.PublishPlaybook
	s := open(t, with(func(a *application.Application) {
		a.Commands.PublishPlaybook = recorded(&got, command.PlaybookChanged{Playbook: somePlaybook()})
	}))
	for body, revision := range map[string]int{``: 0, `{}`: 0, `{"revision":3}`: 3} {
		r := admin(good()["publishPlaybook"])
		r.body = body
		require.Equal(t, http.StatusOK, s.do(t, r).status)
		require.Equal(t, revision, got.Revision, body)
	}
}

func TestValidateListsTheShapesProblemsWithTheUseCases(t *testing.T) {
	t.Parallel()
	s := open(t, with(func(a *application.Application) {
		a.Commands.ValidatePlaybook = always[command.ValidatePlaybook](command.PlaybookValidated{
			Problems: []fault.Problem{{Path: "conditions[0]", Message: "does not parse"}, {Path: "version", Message: "is required"}},
		})
	}))
	r := admin(good()["validatePlaybook"])
	r.body = `{"name":"n","kind":"Playbook","triggers":[{}],"actions":[{"type":"mirror","surfaces":["ide"],"title":"t"}]}`
	answer := s.do(t, r)
	require.Equal(t, http.StatusOK, answer.status)
	require.JSONEq(t, `{"valid":false,"problems":[{"path":"kind","message":"is not a known field"},
		{"path":"version","message":"is required"},{"path":"conditions[0]","message":"does not parse"}]}`, answer.body)
	require.JSONEq(t, `{"valid":true,"problems":[]}`, open(t).do(t, admin(good()["validatePlaybook"])).body)
}

func TestListsAreReadPageByPage(t *testing.T) {
	t.Parallel()
	var list query.ListPlaybooks
	var revisions query.ListRevisions
	s := open(t, with(func(a *application.Application) {
		a.Queries.ListPlaybooks = recorded(&list, query.PlaybookPage{Items: []playbook.Playbook{somePlaybook()}, More: true})
		a.Queries.ListRevisions = recorded(&revisions, query.RevisionPage{Items: []playbook.Revision{{Number: 7}}, More: true})
	}))
	next := func(path string) string {
		answer := s.do(t, request{path: path, token: adminToken})
		require.Equal(t, http.StatusOK, answer.status, answer.body)
		var page struct {
			NextCursor string `json:"next_cursor"`
		}
		require.NoError(t, json.Unmarshal([]byte(answer.body), &page))
		return url.QueryEscape(page.NextCursor)
	}
	cursor := next("/playbooks?status=paused")
	require.Equal(t, 50, list.Limit)
	require.True(t, list.After.IsZero())
	next("/playbooks?status=paused&limit=200&cursor=" + cursor)
	require.Equal(t, query.ListPlaybooks{Caller: list.Caller, Status: "paused", After: key(1), Limit: 200}, list)
	s.problem(t, s.do(t, request{path: "/playbooks?cursor=" + cursor, token: adminToken}), http.StatusUnprocessableEntity)

	at := "/playbooks/" + key(1).String() + "/revisions"
	cursor = next(at + "?limit=1")
	require.Equal(t, query.ListRevisions{Caller: revisions.Caller, Key: key(1), Limit: 1}, revisions)
	next(at + "?cursor=" + cursor)
	require.Equal(t, 7, revisions.Before)
	other := "/playbooks/" + key(2).String() + "/revisions?cursor=" + cursor
	s.problem(t, s.do(t, request{path: other, token: adminToken}), http.StatusUnprocessableEntity)
}

func TestTheLastPageHasNoCursor(t *testing.T) {
	t.Parallel()
	s := open(t, with(func(a *application.Application) {
		a.Queries.ListPlaybooks = always[query.ListPlaybooks](query.PlaybookPage{})
	}))
	require.JSONEq(t, `{"items":[],"next_cursor":null}`, s.do(t, admin(good()["listPlaybooks"])).body)
}
