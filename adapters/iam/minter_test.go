package iam_test

import (
	"crypto/ed25519"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/iam"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

func TestAMintedTokenSaysWhatWasGranted(t *testing.T) {
	t.Parallel()
	clock, private := newHandClock(), devKey(t)
	minter, tokens := devPair(t, private, clock)
	token, err := minter.Mint(iam.Grant{
		TenantID: "demo", ActorID: "ada", ActorType: actor.AIAgent,
		Roles: []string{actor.RoleTenantAdmin}, Scopes: []actor.Scope{actor.ScopeDecide, actor.ScopeOutcome},
	})
	require.NoError(t, err)
	caller, err := tokens.Verify(t.Context(), token)
	require.NoError(t, err)
	require.Equal(t, actor.Caller{
		TenantID: "demo",
		Actor:    actor.Actor{ID: "ada", Type: actor.AIAgent, Roles: []string{actor.RoleTenantAdmin}},
		Scopes:   []actor.Scope{actor.ScopeDecide, actor.ScopeOutcome}, ExpiresAt: clock.Now().Add(iam.DefaultLife + 30*time.Second),
	}, caller)
}

func TestAMintedTokenLastsADayUnlessToldOtherwise(t *testing.T) {
	t.Parallel()
	clock, private := newHandClock(), devKey(t)
	minter, tokens := devPair(t, private, clock)
	day, err := minter.Mint(iam.Grant{TenantID: "demo", ActorID: "ada"})
	require.NoError(t, err)
	hour, err := minter.Mint(iam.Grant{TenantID: "demo", ActorID: "ada", Life: time.Hour})
	require.NoError(t, err)
	clock.turn(2 * time.Hour)
	_, err = tokens.Verify(t.Context(), day)
	require.NoError(t, err)
	_, err = tokens.Verify(t.Context(), hour)
	require.True(t, fault.Is(err, fault.Unauthenticated), "%v", err)
	clock.turn(23 * time.Hour)
	_, err = tokens.Verify(t.Context(), day)
	require.True(t, fault.Is(err, fault.Unauthenticated), "%v", err)
}

func TestATokenOfAnotherDevelopmentKeyIsRefused(t *testing.T) {
	t.Parallel()
	clock := newHandClock()
	minter, _ := devPair(t, devKey(t), clock)
	_, tokens := devPair(t, devKey(t), clock)
	token, err := minter.Mint(iam.Grant{TenantID: "demo", ActorID: "ada"})
	require.NoError(t, err)
	_, err = tokens.Verify(t.Context(), token)
	require.True(t, fault.Is(err, fault.Unauthenticated), "%v", err)
}

func TestAGrantThatNobodyCouldUseIsRefused(t *testing.T) {
	t.Parallel()
	minter, _ := devPair(t, devKey(t), newHandClock())
	for name, grant := range map[string]iam.Grant{
		"no tenant":       {ActorID: "ada"},
		"no actor":        {TenantID: "demo"},
		"a service":       {TenantID: "demo", ActorID: "ada", ActorType: actor.Service},
		"a negative life": {TenantID: "demo", ActorID: "ada", Life: -time.Hour},
	} {
		_, err := minter.Mint(grant)
		require.Error(t, err, name)
	}
}

func TestADevelopmentKeySurvivesItsFile(t *testing.T) {
	t.Parallel()
	private := devKey(t)
	file, err := iam.FormatDevKey(private)
	require.NoError(t, err)
	read, err := iam.ParseDevKey(file)
	require.NoError(t, err)
	require.Equal(t, private, read)
	_, err = iam.ParseDevKey([]byte("not a key"))
	require.ErrorContains(t, err, "Ed25519")
}

func devKey(t *testing.T) ed25519.PrivateKey {
	t.Helper()
	return edPair(t, "").private.(ed25519.PrivateKey)
}

func devPair(t *testing.T, private ed25519.PrivateKey, clock *handClock) (*iam.Minter, *iam.Tokens) {
	t.Helper()
	minter, err := iam.NewMinter(private, clock)
	require.NoError(t, err)
	tokens, err := iam.NewLocal(private.Public().(ed25519.PublicKey), clock)
	require.NoError(t, err)
	return minter, tokens
}
