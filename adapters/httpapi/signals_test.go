package httpapi_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

func sending(body string) request {
	return request{method: http.MethodPost, path: "/signals", token: adminToken, body: body}
}

func TestASignalIsHandedOnWhole(t *testing.T) {
	t.Parallel()
	var got command.AcceptSignals
	s := open(t, with(func(a *application.Application) {
		a.Commands.AcceptSignals = recorded(&got, command.SignalsAccepted{Accepted: 1, Committed: command.Committed{Token: "t2"}})
	}))
	answer := s.do(t, sending(strings.TrimSuffix(goodSignal, "}")+
		`,"tenant_id":"acme","actor_id":"bob","context":{"repo_id":"r","branch":"b"},"attributes":{"n":1}}`))
	require.Equal(t, http.StatusAccepted, answer.status, answer.body)
	require.JSONEq(t, `{"accepted":1,"rejected":[]}`, answer.body)
	require.Equal(t, "t2", answer.header.Get("MMM-Consistency-Token"))
	require.Equal(t, []signal.Signal{{
		ID: "s", TenantID: "acme", ActorID: "bob", ActorType: actor.Human, Source: "ci", EventType: "ci.failed",
		Severity: signal.High, OccurredAt: now().Add(-3600e9), Attributes: map[string]any{"n": 1.0},
		Place: signal.Place{RepoID: "r", Branch: "b"},
	}}, got.Signals)
}

func TestABatchTakesWhatFitsAndListsTheRestByTheRequestsOrder(t *testing.T) {
	t.Parallel()
	s := open(t, with(func(a *application.Application) {
		a.Commands.AcceptSignals = application.Chain("test",
			func(_ context.Context, c command.AcceptSignals) (command.SignalsAccepted, error) {
				no := []fault.Problem{{Path: "signals[1].source", Message: "no"}}
				return command.SignalsAccepted{
					SignalsRead: c.SignalsRead, Accepted: 1, Rejected: []command.RejectedSignal{{Index: 1, Problems: no}},
				}, nil
			})
	}))
	answer := s.do(t, sending(`{"signals":[{"signal_id":"a"},`+goodSignal+`,5,`+goodSignal+`,{"x":1,"x":2}]}`))
	require.Equal(t, http.StatusAccepted, answer.status, answer.body)
	s.fits(t, "SignalsAnswer", answer.body)
	for _, part := range []string{
		`"accepted":1`, `{"errors":[{"message":"is required","path":"signals[0].source"}`,
		`{"errors":[{"message":"must be an object","path":"signals[2]"}],"index":2}`,
		`{"errors":[{"message":"no","path":"signals[3].source"}],"index":3}`,
		`{"errors":[{"message":"stands twice","path":"signals[4].x"}`,
	} {
		require.Contains(t, answer.body, part)
	}
}

func TestABatchOfNothingThatFitsStillAsksForPermission(t *testing.T) {
	t.Parallel()
	s := open(t)
	r := sending(`{"signals":[{}]}`)
	require.Equal(t, http.StatusAccepted, s.do(t, r).status)
	r.token = nobodyToken
	s.problem(t, s.do(t, r), http.StatusForbidden)
}

func TestASignalThatCameAloneIsAcceptedAsOne(t *testing.T) {
	t.Parallel()
	var got command.AcceptSignals
	s := open(t, with(func(a *application.Application) {
		a.Commands.AcceptSignals = recorded(&got, command.SignalsAccepted{Accepted: 1})
	}))
	for body, alone := range map[string]bool{goodSignal: true, `{"signals":[` + goodSignal + `]}`: false} {
		require.Equal(t, http.StatusAccepted, s.do(t, sending(body)).status)
		require.Equal(t, alone, got.Alone)
	}
}

func TestARepeatUnderAKeyIsToldOfTheSignalsThatTheFirstAnswerRefused(t *testing.T) {
	t.Parallel()
	at := command.SignalsRead{Places: []int{1}, Unfit: map[int][]fault.Problem{0: {{Path: "signals[0]", Message: "was late"}}}}
	s := open(t, with(func(a *application.Application) {
		a.Commands.AcceptSignals = always[command.AcceptSignals](command.SignalsAccepted{SignalsRead: at, Accepted: 1})
	}))
	answer := s.do(t, sending(`{"signals":[`+goodSignal+`,`+goodSignal+`]}`))
	require.JSONEq(t, `{"accepted":1,"rejected":[{"index":0,"errors":[{"path":"signals[0]","message":"was late"}]}]}`, answer.body)
}

// Under a key it is recorded: a sender's names may be secrets, and as many as a body holds.
func TestWhatWasWrongWithASignalIsHandedOnAsItMayBeTold(t *testing.T) {
	t.Parallel()
	var got command.AcceptSignals
	s := open(t, with(func(a *application.Application) {
		a.Commands.AcceptSignals = recorded(&got, command.SignalsAccepted{Accepted: 1})
	}))
	var many strings.Builder
	for i := range 900 {
		fmt.Fprintf(&many, `"x%d":1,`, i)
	}
	body := `{"signals":[{` + many.String() + `"` + awsKey + `":1},{"` + awsKey + `":1},` + goodSignal + `]}`
	require.Equal(t, http.StatusAccepted, s.do(t, sending(body)).status)
	require.LessOrEqual(t, len(got.Unfit[0]), 201)
	require.NotEmpty(t, got.Unfit[1])
	for _, p := range slices.Concat(got.Unfit[0], got.Unfit[1]) {
		require.NotContains(t, p.Path, awsKey)
	}
}

func TestABatchWithMoreMistakesThanCanBeListedIsRefusedWhole(t *testing.T) {
	t.Parallel()
	s := open(t)
	answer := s.do(t, sending(`{"signals":[{`+strings.Repeat(`"x":1,`, 2000)+`"x":1},`+goodSignal+`]}`))
	require.Contains(t, s.problem(t, answer, http.StatusUnprocessableEntity).paths(), "signals[0].x")
}
