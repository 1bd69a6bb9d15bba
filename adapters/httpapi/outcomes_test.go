package httpapi_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/feedback"
)

func TestAReportIsHandedOnWhole(t *testing.T) {
	t.Parallel()
	var got command.RecordOutcome
	s := open(t, with(func(a *application.Application) {
		a.Commands.RecordOutcome = recorded(&got, command.OutcomeRecorded{Outcome: someOutcome(), Committed: command.Committed{Token: "t2"}})
	}))
	r := admin(good()["recordOutcome"])
	r.body = `{"action_id":"` + key(3).String() + `","result":"dismissed","reason":" not useful ","actor_id":"ada",
		"occurred_at":"2028-02-29T12:00:00.5+01:00"}`
	require.Equal(t, http.StatusAccepted, s.do(t, r).status)
	require.Equal(t, command.RecordOutcome{
		Caller: got.Caller, DecisionID: key(2), ActionID: key(3), Result: "dismissed", Reason: " not useful ", ActorID: "ada",
		OccurredAt: now().Add(-time.Hour + 500*time.Millisecond),
	}, got)
	require.Equal(t, adminToken, got.Caller.Actor.ID)
}

func TestAnOutcomeIsAnsweredAsTheContractLists(t *testing.T) {
	t.Parallel()
	s := open(t)
	answer := s.do(t, admin(good()["recordOutcome"]))
	require.Equal(t, http.StatusAccepted, answer.status)
	require.Equal(t, "t1", answer.header.Get("MMM-Consistency-Token"))
	require.JSONEq(t, `{"outcome":{
		"outcome_id":"`+key(11).String()+`","decision_id":"`+key(2).String()+`","action_id":"`+key(3).String()+`",
		"result":"dismissed","reason":"not useful","actor_id":"ada",
		"occurred_at":"2028-02-29T11:59:59Z","recorded_at":"2028-02-29T12:00:00Z",
		"receipt":{"receipt_id":"`+key(12).String()+`","status":"pending"}}}`, answer.body)
}

func TestAnOutcomeOfBeforePromisesNothingNew(t *testing.T) {
	t.Parallel()
	again := command.OutcomeRecorded{Outcome: someOutcome(), Repeated: true}
	again.Outcome.Reason = ""
	s := open(t, with(func(a *application.Application) { a.Commands.RecordOutcome = always[command.RecordOutcome](again) }))
	answer := s.do(t, admin(good()["recordOutcome"]))
	require.Equal(t, http.StatusAccepted, answer.status)
	require.Empty(t, answer.header.Get("MMM-Consistency-Token"))
	require.NotContains(t, answer.body, "reason")
	require.Contains(t, answer.body, `"status":"pending"`, "as it was answered then")
	s.fits(t, "OutcomeAnswer", answer.body)
}

func TestAnActionThatIsNotTheDecisionsIsNamedByItsField(t *testing.T) {
	t.Parallel()
	missing := fault.Missing("the action")
	missing.Problems = []fault.Problem{{Path: "action_id", Message: "is no action of the decision"}}
	s := open(t, with(func(a *application.Application) {
		a.Commands.RecordOutcome = failing[command.RecordOutcome, command.OutcomeRecorded](missing)
	}))
	p := s.problem(t, s.do(t, admin(good()["recordOutcome"])), http.StatusNotFound)
	require.Equal(t, "NOT_FOUND", p.Code)
	require.Equal(t, []string{"action_id"}, p.paths())
}

func TestAMessageOnAReportSaysWhatWouldBeRight(t *testing.T) {
	t.Parallel()
	s := open(t)
	r := admin(good()["recordOutcome"])
	for body, want := range map[string][]fieldError{
		`{"action_id":"x","result":"seen"}`: {
			{"action_id", "must be a UUID, such as 018f6f2a-7c3e-7b1a-9d55-0d6f4f1a2b3c"},
			{"result", "must be one of shown, ignored, dismissed, accepted, executed, failed"},
		},
		outcomeOf(`"result":"failed"`): {{"reason", "is required for dismissed and failed"}},
	} {
		r.body = body
		require.ElementsMatch(t, want, s.problem(t, s.do(t, r), http.StatusUnprocessableEntity).Errors)
	}
}

func TestAReportWithoutTheScopeIsForbidden(t *testing.T) {
	t.Parallel()
	s := open(t)
	r := good()["recordOutcome"]
	r.token = agentToken
	require.Equal(t, "SCOPE_REQUIRED", s.problem(t, s.do(t, r), http.StatusForbidden).Code)
}

func TestFeedbackIsHandedOnAndAnswered(t *testing.T) {
	t.Parallel()
	var got command.GiveFeedback
	s := open(t, with(func(a *application.Application) {
		a.Commands.GiveFeedback = recorded(&got, command.FeedbackGiven{Feedback: someFeedback(), Committed: command.Committed{Token: "t2"}})
	}))
	r := good()["giveFeedback"]
	r.token, r.body = nobodyToken, `{"rating":"not_useful"}`
	answer := s.do(t, r)
	require.Equal(t, http.StatusAccepted, answer.status)
	require.Equal(t, "t2", answer.header.Get("MMM-Consistency-Token"))
	require.JSONEq(t, `{"feedback":{"action_id":"`+key(3).String()+`","rating":"not_useful","rated_at":"2028-02-29T12:00:00Z"}}`,
		answer.body)
	require.Equal(t, command.GiveFeedback{Caller: got.Caller, ActionID: key(3), Rating: feedback.NotUseful}, got)
	require.Equal(t, nobodyToken, got.Caller.Actor.ID, "a token is enough")
}
