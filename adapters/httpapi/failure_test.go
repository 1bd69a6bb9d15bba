package httpapi_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi"
	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

var errCause = errors.New("dial tcp 10.0.0.7: password=hunter2")

// deciding answers what a decide becomes when its use case fails.
func deciding(t *testing.T, err error) (*stand, reply) {
	t.Helper()
	s := open(t, with(func(a *application.Application) {
		a.Commands.Decide = failing[command.Decide, command.Decided](err)
	}))
	return s, s.do(t, request{method: http.MethodPost, path: "/decide", token: adminToken, body: goodDecide})
}

func TestEveryKindOfFaultHasItsAnswer(t *testing.T) {
	t.Parallel()
	for kind, want := range map[fault.Kind]struct {
		status    int
		retryable bool
	}{
		fault.Invalid: {422, false}, fault.Unauthenticated: {401, false}, fault.Forbidden: {403, false},
		fault.NotFound: {404, false}, fault.Conflict: {409, false}, fault.Stale: {412, false},
		fault.Exhausted: {429, true}, fault.Unavailable: {503, true},
	} {
		s, answer := deciding(t, fault.Wrap(kind, "SOME_CODE", "do this instead", errCause))
		p := s.problem(t, answer, want.status)
		require.Equal(t, "SOME_CODE", p.Code)
		require.Equal(t, "do this instead", p.Detail)
		require.Equal(t, want.retryable, p.Retryable)
		require.Equal(t, "/v1/mmm/decide", p.Instance)
		require.Equal(t, want.retryable, answer.header.Get("Retry-After") == "1")
		require.Equal(t, want.status == 401, answer.header.Get("WWW-Authenticate") != "")
		require.NotContains(t, answer.body, "hunter2")
		page := s.do(t, request{path: "/docs"}).body
		require.Contains(t, page, `id="`+strings.TrimPrefix(p.Type, "/v1/mmm/docs#")+`"`, "a type is explained where it points")
	}
}

func TestADefectTellsNothing(t *testing.T) {
	t.Parallel()
	for _, err := range []error{errCause, fault.Wrap(fault.Internal, "SECRET_CODE", "internals", errCause)} {
		s, answer := deciding(t, err)
		p := s.problem(t, answer, http.StatusInternalServerError)
		require.Equal(t, "INTERNAL", p.Code)
		for _, inside := range []string{"hunter2", "internals", "SECRET_CODE"} {
			require.NotContains(t, answer.body, inside)
		}
	}
}

func TestRetryAfterIsInWholeSeconds(t *testing.T) {
	t.Parallel()
	for wait, header := range map[time.Duration]string{0: "1", time.Millisecond: "1", 2500 * time.Millisecond: "3", -time.Second: "1"} {
		away := fault.New(fault.Unavailable, "AWAY", "away")
		away.RetryAfter = wait
		_, answer := deciding(t, away)
		require.Equal(t, header, answer.header.Get("Retry-After"), wait)
	}
}

func TestAConflictThatSaysWhenToComeBackMayBeRepeated(t *testing.T) {
	t.Parallel()
	busy := fault.New(fault.Conflict, "BUSY", "busy")
	busy.RetryAfter = 2 * time.Second
	s, answer := deciding(t, busy)
	require.True(t, s.problem(t, answer, http.StatusConflict).Retryable)
	require.Equal(t, "2", answer.header.Get("Retry-After"))
}

func TestAPanicIsAnInternalErrorAndToldToWhoAsked(t *testing.T) {
	t.Parallel()
	told := make(chan string, 1)
	s := open(t, with(func(a *application.Application) {
		a.Commands.Decide = application.Chain("test", func(context.Context, command.Decide) (command.Decided, error) {
			panic("hunter2")
		})
	}), func(o *httpapi.Options) {
		o.Panicked = func(_ context.Context, stack []byte) { told <- string(stack) }
	})
	answer := s.do(t, request{method: http.MethodPost, path: "/decide", token: adminToken, body: goodDecide})
	s.problem(t, answer, http.StatusInternalServerError)
	require.NotContains(t, answer.body, "hunter2")
	require.Contains(t, <-told, "failure_test.go")
}

func TestProblemsOfAFaultAreBoundedAndTellOneMessageAField(t *testing.T) {
	t.Parallel()
	problems := []fault.Problem{{Path: "a", Message: "first"}, {Path: "a", Message: "second"}}
	for i := range 500 {
		problems = append(problems, fault.Problem{Path: strings.Repeat("x", i+1), Message: "m"})
	}
	s, answer := deciding(t, fault.InvalidInput(problems))
	p := s.problem(t, answer, http.StatusUnprocessableEntity)
	require.Len(t, p.Errors, 201)
	require.Equal(t, "first", p.Errors[0].Message)
	require.Equal(t, "there are more problems than can be listed", p.Errors[200].Message)
}
