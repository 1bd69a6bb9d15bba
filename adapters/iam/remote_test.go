package iam_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/cached"
	"github.com/mmm-engine/mmm-engine/adapters/iam"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// judge answers as it is told, and keeps what it was asked.
type judge struct {
	status int
	body   string
	err    error

	asked *http.Request
	sent  string
}

func (j *judge) Ask(request *http.Request) (int, []byte, error) {
	j.asked = request
	sent, err := io.ReadAll(request.Body)
	j.sent = string(sent)
	if err == nil {
		err = j.err
	}
	return j.status, []byte(j.body), err
}

const verdict = `{"sub":"ada","scope":["mmm.decide","mmm.read"],"valid_until":"2026-03-04T13:00:00+01:00","tenant_id":"acme",` +
	`"roles":["tenant_admin"],"actor_type":"ai_agent","more":1}`

func TestTheIdentityServiceSaysWhoATokenStandsFor(t *testing.T) {
	t.Parallel()
	j := &judge{status: http.StatusOK, body: verdict}
	caller, err := iam.NewRemote(j, iam.Claim, newHandClock()).Verify(t.Context(), "a.b\"c")
	require.NoError(t, err)
	require.Equal(t, actor.Caller{
		TenantID: "acme", Actor: actor.Actor{ID: "ada", Type: actor.AIAgent, Roles: []string{"tenant_admin"}},
		Scopes: []actor.Scope{"mmm.decide", "mmm.read"}, ExpiresAt: time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC),
	}, caller)
	require.Equal(t, http.MethodPost, j.asked.Method)
	require.Equal(t, "/verify", j.asked.URL.String())
	require.JSONEq(t, `{"token":"a.b\"c"}`, j.sent)
}

func TestTheTenantIsWhereTheDeploymentNamesIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from      iam.TenantFrom
		sub, want string
		user      string
	}{
		{iam.Claim, "ada", "claimed", "ada"},
		{iam.Claim, "acme:ada", "claimed", "acme:ada"},
		{iam.SubPrefix, "acme:ada", "acme", "ada"},
		{iam.SubPrefix, "acme:ada:b", "acme", "ada:b"},
		{iam.SubSuffix, "ada@acme", "acme", "ada"},
		{iam.SubSuffix, "ada@example.org@acme", "acme", "ada@example.org"},
		{iam.SubPrefix, "ada", "", ""}, {iam.SubPrefix, ":ada", "", ""}, {iam.SubPrefix, "acme:", "", ""},
		{iam.SubSuffix, "ada", "", ""}, {iam.SubSuffix, "ada@", "", ""}, {iam.SubSuffix, "@acme", "", ""},
	} {
		j := &judge{status: http.StatusOK, body: `{"sub":"` + c.sub + `","scope":[],"valid_until":1900000000,"tenant_id":"claimed"}`}
		caller, err := iam.NewRemote(j, c.from, newHandClock()).Verify(t.Context(), "token")
		if c.want == "" {
			require.True(t, fault.Is(err, fault.Unauthenticated), "%s of %s: %v", c.from, c.sub, err)
			continue
		}
		require.NoError(t, err, "%s of %s", c.from, c.sub)
		require.Equal(t, c.want, string(caller.TenantID), "%s of %s", c.from, c.sub)
		require.Equal(t, c.user, caller.Actor.ID, "%s of %s", c.from, c.sub)
	}
}

// Only a 401 is a verdict against a token. All else lets nobody in, and sends nobody away
// to log in again.
func TestWhoDoesNotJudgeIsUnavailable(t *testing.T) {
	t.Parallel()
	for status, kind := range map[int]fault.Kind{
		401: fault.Unauthenticated, 400: fault.Invalid, 403: fault.Invalid, 404: fault.Invalid, 429: fault.Invalid,
		500: fault.Unavailable, 503: fault.Unavailable, 204: fault.Unavailable, 302: fault.Unavailable,
	} {
		caller, err := iam.NewRemote(&judge{status: status, body: verdict}, iam.Claim, newHandClock()).Verify(t.Context(), "hunter2")
		require.True(t, fault.Is(err, kind), "%d: %v", status, err)
		require.Equal(t, actor.Caller{}, caller)
		require.NotContains(t, err.Error(), "hunter2")
	}
	away := errors.New("away")
	_, err := iam.NewRemote(&judge{err: away}, iam.Claim, newHandClock()).Verify(t.Context(), "hunter2")
	require.True(t, fault.Is(err, fault.Unavailable))
	require.ErrorIs(t, err, away)
}

func TestAReplyThatIsNoVerdictIsNone(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		"<html>planted", "", "null", "[]", `{"sub":"ada"`, `{"valid_until":1900000000}`, `{"sub":"ada","tenant_id":"acme"}`,
		`{"sub":"ada","tenant_id":"acme","valid_until":"planted"}`, `{"sub":"ada","tenant_id":"acme","valid_until":null}`,
		`{"sub":"ada","sub":"lee","tenant_id":"acme","valid_until":1900000000}`, `{"sub":7,"valid_until":1900000000}`,
	} {
		_, err := iam.NewRemote(&judge{status: http.StatusOK, body: body}, iam.Claim, newHandClock()).Verify(t.Context(), "token")
		require.True(t, fault.Is(err, fault.Unavailable), "%s: %v", body, err)
		require.NotContains(t, err.Error(), "planted")
	}
}

func TestACallerWhoCannotBeNamedIsNotLetIn(t *testing.T) {
	t.Parallel()
	for _, more := range []string{
		`"sub":"ada"`, `"sub":"ada","tenant_id":"no tenant"`, `"sub":" ada","tenant_id":"acme"`, `"sub":"ada","tenant_id":"acme","actor_type":"service"`,
		`"sub":"ada","tenant_id":"acme","roles":"admin"`, `"sub":"ada","tenant_id":"acme","scope":7`,
	} {
		j := &judge{status: http.StatusOK, body: `{` + more + `,"valid_until":1900000000}`}
		_, err := iam.NewRemote(j, iam.Claim, newHandClock()).Verify(t.Context(), "token")
		require.True(t, fault.Is(err, fault.Unauthenticated), "%s: %v", more, err)
	}
}

func TestATokenWhoseTimeIsOverIsRefusedWhateverTheServiceThinks(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	for ago, good := range map[time.Duration]bool{-time.Hour: true, 29 * time.Second: true, 30 * time.Second: false, time.Hour: false} {
		until := clock.Now().Add(-ago).Format(time.RFC3339)
		j := &judge{status: http.StatusOK, body: `{"sub":"ada","tenant_id":"acme","valid_until":"` + until + `"}`}
		_, err := iam.NewRemote(j, iam.Claim, clock).Verify(t.Context(), "token")
		require.Equal(t, good, err == nil, ago)
		require.Equal(t, !good, fault.Is(err, fault.Unauthenticated), ago)
	}
}

func TestATokenThatCannotBeOneIsNotAskedAbout(t *testing.T) {
	t.Parallel()
	for _, token := range []string{"", strings.Repeat("x", 8<<10+1)} {
		j := &judge{status: http.StatusOK, body: verdict}
		_, err := iam.NewRemote(j, iam.Claim, newHandClock()).Verify(t.Context(), token)
		require.True(t, fault.Is(err, fault.Unauthenticated))
		require.Nil(t, j.asked)
	}
}

// Twenty calls a second are for new tokens, and still a verdict ends when the service said.
func TestAVerdictIsKeptNoLongerThanTheServiceGaveItFor(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	until := clock.Now().Add(20 * time.Second).Format(time.RFC3339)
	j := &judge{status: http.StatusOK, body: `{"sub":"ada","tenant_id":"acme","valid_until":"` + until + `"}`}
	tokens, err := cached.NewTokens(iam.NewRemote(j, iam.Claim, clock), clock)
	require.NoError(t, err)
	for _, step := range []struct {
		wait  time.Duration
		asked bool
	}{{0, true}, {20*time.Second - 1, false}, {1, true}} {
		clock.turn(step.wait)
		j.asked = nil
		_, err := tokens.Verify(t.Context(), "token")
		require.NoError(t, err)
		require.Equal(t, step.asked, j.asked != nil, step.wait)
	}
}
