package httpapi_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/approval"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

const approved = `{"action_id":"01000000-0000-7000-8000-000000000003","decision_id":"01000000-0000-7000-8000-000000000002",
	"state":"fully_approved","expires_at":"2028-03-01T11:00:00Z","steps":[
	{"actor_id":"ada","decision":"approve","decided_at":"2028-02-29T11:59:00Z","receipt_id":"01000000-0000-7000-8000-00000000000c"},
	{"actor_id":"lee","decision":"approve","reason":"seen <it>","decided_at":"2028-02-29T12:00:00Z",
	"receipt_id":"01000000-0000-7000-8000-00000000000d"}]}`

func TestAStepOfAnApprovalIsHandedOnAndAnswered(t *testing.T) {
	t.Parallel()
	var got command.DecideApproval
	s := open(t, with(func(a *application.Application) {
		a.Commands.DecideApproval = recorded(&got, command.ApprovalDecided{Approval: someApproval(), Committed: command.Committed{Token: "t2"}})
	}))
	r := good()["decideApproval"]
	r.token, r.body = nobodyToken, `{"decision":"reject","reason":"not on a Friday"}`
	answer := s.do(t, r)
	require.Equal(t, http.StatusOK, answer.status)
	require.Equal(t, "t2", answer.header.Get("MMM-Consistency-Token"))
	require.JSONEq(t, approved, answer.body)
	require.Equal(t, command.DecideApproval{
		Caller: got.Caller, ActionID: key(3), Verdict: approval.Reject, Reason: "not on a Friday",
	}, got)
	require.Equal(t, nobodyToken, got.Caller.Actor.ID, "who may is known when the action was read")
}

func TestAnApprovalIsAnswered(t *testing.T) {
	t.Parallel()
	var got query.GetApproval
	s := open(t, with(func(a *application.Application) { a.Queries.GetApproval = recorded(&got, someApproval()) }))
	r := good()["getApproval"]
	r.token = nobodyToken
	answer := s.do(t, r)
	require.JSONEq(t, approved, answer.body)
	require.Equal(t, query.GetApproval{Caller: got.Caller, ActionID: key(3)}, got)
}

func TestWhyAStepIsRefusedIsToldByItsCode(t *testing.T) {
	t.Parallel()
	for code, status := range map[string]int{
		"SELF_APPROVAL": http.StatusForbidden, "APPROVAL_EXPIRED": http.StatusConflict, "NOT_FOUND": http.StatusNotFound,
	} {
		kind := map[int]fault.Kind{403: fault.Forbidden, 409: fault.Conflict, 404: fault.NotFound}[status]
		s := open(t, with(func(a *application.Application) {
			a.Commands.DecideApproval = failing[command.DecideApproval, command.ApprovalDecided](fault.New(kind, code, "no"))
		}))
		require.Equal(t, code, s.problem(t, s.do(t, admin(good()["decideApproval"])), status).Code)
	}
}
