package iam_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/iam"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/infrastructure/httpclient"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

func TestTokensAgainstTheKeysOfAnIssuerKeepTheContract(t *testing.T) {
	t.Parallel()
	portstest.Tokens(t, func(t *testing.T) portstest.TokensUnderTest {
		t.Helper()
		issuer := newIssuer(t)
		return underTest(t, issuer, issuer.tokens(t))
	})
}

func TestTokensThatTheIdentityServiceJudgesKeepTheContract(t *testing.T) {
	t.Parallel()
	portstest.Tokens(t, func(t *testing.T) portstest.TokensUnderTest {
		t.Helper()
		issuer := newIssuer(t)
		server := httptest.NewServer(judging{issuer.tokens(t)})
		t.Cleanup(server.Close)
		service, err := httpclient.NewService(httpclient.NewDirect(server.Client()), httpclient.Settings{
			BaseURL: server.URL, RequestID: func() string { return "one" }, Propagate: func(context.Context, http.Header) {},
		})
		require.NoError(t, err)
		return underTest(t, issuer, iam.NewRemote(service, iam.Claim, issuer.clock))
	})
}

func underTest(t *testing.T, by *issuer, tokens ports.Tokens) portstest.TokensUnderTest {
	t.Helper()
	own, foreign := edPair(t, "own"), edPair(t, "foreign")
	by.publish(own.jwk(t, nil))
	mint := func(t *testing.T, with pair, caller actor.Caller, lasts time.Duration) string {
		t.Helper()
		claims := by.claims()
		claims["tenant_id"], claims["sub"], claims["actor_type"] = caller.TenantID, caller.Actor.ID, caller.Actor.Type
		claims["roles"], claims["scope"] = caller.Actor.Roles, caller.Scopes
		claims["exp"] = by.clock.Now().Add(lasts).Unix()
		return with.sign(t, with.header(), claims)
	}
	return portstest.TokensUnderTest{
		Tokens: tokens,
		Mint: func(t *testing.T, caller actor.Caller, lasts time.Duration) string {
			t.Helper()
			return mint(t, own, caller, lasts)
		},
		MintElsewhere: func(t *testing.T, caller actor.Caller) string {
			t.Helper()
			return mint(t, foreign, caller, time.Hour)
		},
		Away: func(*testing.T) { by.breakDown(true) },
	}
}

type verdictReply struct {
	Sub        string        `json:"sub"`
	TenantID   tenant.ID     `json:"tenant_id"`
	ActorType  actor.Type    `json:"actor_type"`
	Roles      []string      `json:"roles"`
	Scope      []actor.Scope `json:"scope"`
	ValidUntil string        `json:"valid_until"`
}

// judging is an identity service that is asked about each token, as the contract says.
type judging struct{ tokens ports.Tokens }

func (j judging) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Token string `json:"token"`
	}
	if json.NewDecoder(r.Body).Decode(&asked) != nil || r.Method+r.URL.Path != "POST/verify" {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	switch caller, err := j.tokens.Verify(r.Context(), asked.Token); {
	case err == nil:
		reply := verdictReply{
			Sub: caller.Actor.ID, TenantID: caller.TenantID, ActorType: caller.Actor.Type, Roles: caller.Actor.Roles,
			Scope: caller.Scopes, ValidUntil: caller.ExpiresAt.Format(time.RFC3339),
		}
		if err := json.NewEncoder(w).Encode(reply); err != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
	case fault.Is(err, fault.Unauthenticated):
		w.WriteHeader(http.StatusUnauthorized)
	default:
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}
