package iam_test

import (
	"context"
	"crypto/elliptic"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

func TestATokenOfEachAllowedAlgorithmVerifies(t *testing.T) {
	t.Parallel()
	for _, pair := range []pair{
		edPair(t, "ed"), rsaPair(t, "rsa", 2048), ecPair(t, "ec", elliptic.P256(), "ES256"),
	} {
		service := newIssuer(t)
		service.publish(pair.jwk(t, nil))
		caller, err := service.tokens(t).Verify(t.Context(), pair.sign(t, pair.header(), service.claims()))
		require.NoError(t, err, pair.algorithm)
		require.Equal(t, actor.Caller{
			TenantID: "acme",
			Actor:    actor.Actor{ID: "ada", Type: actor.Human, Roles: []string{"tenant_admin"}},
			Scopes:   []actor.Scope{actor.ScopeDecide, actor.ScopeRead}, ExpiresAt: service.clock.Now().Add(time.Hour + 30*time.Second),
		}, caller)
	}
}

func TestClaimsMayTakeEveryDocumentedForm(t *testing.T) {
	t.Parallel()
	pair, service := edPair(t, "ed"), newIssuer(t)
	service.publish(pair.jwk(t, nil))
	claims := service.claims()
	claims["scope"] = []string{"mmm.decide"}
	claims["aud"] = []string{"other", "mmm-engine"}
	delete(claims, "actor_type")
	delete(claims, "roles")
	delete(claims, "nbf")
	caller, err := service.tokens(t).Verify(t.Context(), pair.sign(t, pair.header(), claims))
	require.NoError(t, err)
	require.Equal(t, actor.Human, caller.Actor.Type)
	require.Empty(t, caller.Actor.Roles)
	require.Equal(t, []actor.Scope{actor.ScopeDecide}, caller.Scopes)
}

func TestTheLeewayIsThirtySecondsEitherWay(t *testing.T) {
	t.Parallel()
	pair, service := edPair(t, "ed"), newIssuer(t)
	service.publish(pair.jwk(t, nil))
	tokens := service.tokens(t)
	verify := func(name string, offset int64) error {
		claims := service.claims()
		claims[name] = service.clock.Now().Unix() + offset
		_, err := tokens.Verify(t.Context(), pair.sign(t, pair.header(), claims))
		return err
	}
	require.NoError(t, verify("exp", -29))
	require.Error(t, verify("exp", -30))
	require.NoError(t, verify("nbf", 30))
	require.Error(t, verify("nbf", 31))
	require.NoError(t, verify("iat", 30))
	require.Error(t, verify("iat", 31))
}

func TestAVerifiedTokenExpiresOnTime(t *testing.T) {
	t.Parallel()
	pair, service := edPair(t, "ed"), newIssuer(t)
	service.publish(pair.jwk(t, nil))
	tokens, claims := service.tokens(t), service.claims()
	claims["exp"] = service.clock.Now().Unix() + 60
	token := pair.sign(t, pair.header(), claims)
	first, err := tokens.Verify(t.Context(), token)
	require.NoError(t, err)
	service.clock.turn(89 * time.Second)
	again, err := tokens.Verify(t.Context(), token)
	require.NoError(t, err)
	require.Equal(t, first, again)
	service.clock.turn(time.Second)
	require.Equal(t, service.clock.Now(), first.ExpiresAt, "what outlasts a request ends when the next would be refused")
	_, err = tokens.Verify(t.Context(), token)
	require.True(t, fault.Is(err, fault.Unauthenticated), "%v", err)
}

func TestNoTokenIsRepeatedInAnError(t *testing.T) {
	t.Parallel()
	pair, service := edPair(t, "ed"), newIssuer(t)
	service.publish(pair.jwk(t, nil))
	token := edPair(t, "ed").sign(t, pair.header(), service.claims())
	_, err := service.tokens(t).Verify(t.Context(), token)
	require.Error(t, err)
	for part := range strings.SplitSeq(token, ".") {
		require.NotContains(t, err.Error(), part)
	}
}

func TestATokenIsVerifiedByManyAtOnce(t *testing.T) {
	t.Parallel()
	pair, service := edPair(t, "ed"), newIssuer(t)
	service.publish(pair.jwk(t, nil))
	tokens, token := service.tokens(t), pair.sign(t, pair.header(), service.claims())
	var group sync.WaitGroup
	failures := make(chan error, 64)
	for range 64 {
		group.Go(func() {
			_, err := tokens.Verify(context.WithoutCancel(t.Context()), token)
			failures <- err
		})
	}
	group.Wait()
	close(failures)
	for err := range failures {
		require.NoError(t, err)
	}
	require.EqualValues(t, 1, service.fetches.Load(), "one fetch serves all who wait for it")
}
