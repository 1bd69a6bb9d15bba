package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

func TestAnErasureIsAskedForByTheActorsName(t *testing.T) {
	t.Parallel()
	var asked command.EraseActor
	s := open(t, with(func(a *application.Application) {
		a.Commands.EraseActor = recorded(&asked, command.ErasureAccepted{ErasureID: key(8), Committed: command.Committed{Token: "t1"}})
	}))
	answer := s.do(t, request{
		method: http.MethodDelete, path: "/actors/team%2Fkim%40example.org/data", body: `{"reason":"left"}`, token: adminToken,
	})
	require.Equal(t, http.StatusAccepted, answer.status, answer.body)
	require.JSONEq(t, `{"erasure_id":"`+key(8).String()+`"}`, answer.body)
	require.Equal(t, "t1", answer.header.Get("MMM-Consistency-Token"))
	require.Equal(t, "team/kim@example.org", asked.ActorID)
	require.Equal(t, "left", asked.Reason)
	bare := s.do(t, request{method: http.MethodDelete, path: "/actors/kim/data", token: adminToken})
	require.Equal(t, http.StatusAccepted, bare.status, "a reason is no must: %s", bare.body)
}

func TestAnErasureIsAnsweredWithEveryCountAndNobodysName(t *testing.T) {
	t.Parallel()
	answer := open(t).do(t, admin(good()["getErasure"]))
	require.Equal(t, http.StatusOK, answer.status)
	require.JSONEq(t, `{"erasure_id":"`+key(8).String()+`","state":"completed","reason":"deleted-`+key(7).String()+` left",
		"requested_at":"2028-02-29T12:00:00Z","ended_at":"2028-02-29T12:01:00Z",
		"removed":{"jobs":0,"signals":0,"signal_decisions":0,"deliveries":0,"deferrals":0,"digests":0,"idempotency_keys":0,"replays":0,
		"preferences":0,"fatigue_windows":1,"outcomes":0,"feedback":0,"approvals":0,"audit_entries":0,"decisions":4}}`, answer.body)

	pending := open(t, with(func(a *application.Application) {
		a.Queries.GetErasure = always[query.GetErasure](erasure.New(key(8), key(7), "acme", "kim", "", now()))
	})).do(t, admin(good()["getErasure"]))
	require.NotContains(t, pending.body, "ended_at")
	require.NotContains(t, pending.body, "kim")
}

func TestAnErasureThatCannotBeIsRefusedWithWhatToDo(t *testing.T) {
	t.Parallel()
	for code, failure := range map[string]error{"LEGAL_HOLD": erasure.UnderHold(), "DESIGNATED_APPROVER": erasure.Designated()} {
		s := open(t, with(func(a *application.Application) {
			a.Commands.EraseActor = failing[command.EraseActor, command.ErasureAccepted](failure)
		}))
		require.Equal(t, code, s.problem(t, s.do(t, admin(good()["eraseActor"])), http.StatusConflict).Code)
	}
	s := open(t, with(func(a *application.Application) {
		a.Commands.Decide = failing[command.Decide, command.Decided](erasure.UnderWay(fault.New(fault.Stale, "X", "x")))
	}))
	answer := s.do(t, admin(good()["decide"]))
	require.Equal(t, "ACTOR_BEING_ERASED", s.problem(t, answer, http.StatusConflict).Code)
	require.Equal(t, "10", answer.header.Get("Retry-After"))
}

func TestBadInputOfAnErasureNamesTheField(t *testing.T) {
	t.Parallel()
	s := open(t)
	for body, paths := range map[string][]string{
		`{"reason":7}`:             {"reason"},
		`{"reason":"x","force":1}`: {"force"},
		`[]`:                       {""},
	} {
		r := admin(good()["eraseActor"])
		r.body = body
		require.Equal(t, paths, s.problem(t, s.do(t, r), http.StatusUnprocessableEntity).paths(), body)
	}
	r := admin(good()["getErasure"])
	for _, none := range []string{"x", strings.Repeat("0", 300), key(8).String() + "0"} {
		r.path = "/erasures/" + none
		require.Equal(t, "NOT_FOUND", s.problem(t, s.do(t, r), http.StatusNotFound).Code)
	}
}
