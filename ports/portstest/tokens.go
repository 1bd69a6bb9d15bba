package portstest

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// TokensUnderTest is an implementation with an identity service of its own.
type TokensUnderTest struct {
	ports.Tokens

	// Mint answers a token for the caller, that expires after a while, or has before when
	// that is negative. ExpiresAt is not looked at.
	Mint func(t *testing.T, caller actor.Caller, lasts time.Duration) string
	// MintElsewhere answers one that another identity service made.
	MintElsewhere func(t *testing.T, caller actor.Caller) string
	// Away has the identity service answer nobody any more.
	Away func(t *testing.T)
}

// Tokens holds an implementation to the contract. Each call makes a new one, which has
// verified nothing yet.
func Tokens(t *testing.T, fresh func(t *testing.T) TokensUnderTest) {
	t.Helper()
	for name, rule := range map[string]func(t *testing.T, tokens TokensUnderTest){
		"a token stands for whom it was made for":         tokenOfEachKind,
		"what is no token is refused":                     tokenMalformed,
		"a token that expired is refused":                 tokenExpired,
		"a token that was altered is refused":             tokenAltered,
		"a token of another issuer is refused":            tokenElsewhere,
		"without its service nobody is let in or refused": tokenUnjudged,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rule(t, fresh(t))
		})
	}
}

func sampleCaller(kind actor.Type) actor.Caller {
	return actor.Caller{
		TenantID: "acme", Actor: actor.Actor{ID: "ada", Type: kind, Roles: []string{actor.RoleTenantAdmin}},
		Scopes: []actor.Scope{actor.ScopeDecide, actor.ScopeRead},
	}
}

func tokenOfEachKind(t *testing.T, tokens TokensUnderTest) {
	t.Helper()
	for _, kind := range []actor.Type{actor.Human, actor.AIAgent} {
		want := sampleCaller(kind)
		got, err := tokens.Verify(t.Context(), tokens.Mint(t, want, time.Hour))
		require.NoError(t, err)
		require.False(t, got.ExpiresAt.IsZero())
		got.ExpiresAt = time.Time{}
		require.Equal(t, want, got)
	}
}

func tokenMalformed(t *testing.T, tokens TokensUnderTest) {
	t.Helper()
	for _, token := range []string{"", "planted", "planted.planted.planted", strings.Repeat("planted", 1<<12)} {
		requireTokenFault(t, tokens, token, fault.Unauthenticated)
	}
}

func tokenExpired(t *testing.T, tokens TokensUnderTest) {
	t.Helper()
	requireTokenFault(t, tokens, tokens.Mint(t, sampleCaller(actor.Human), -time.Hour), fault.Unauthenticated)
}

// tokenAltered gives the claims of one token the signature of another.
func tokenAltered(t *testing.T, tokens TokensUnderTest) {
	t.Helper()
	own := tokens.Mint(t, sampleCaller(actor.Human), time.Hour)
	another := tokens.Mint(t, sampleCaller(actor.AIAgent), time.Hour)
	end := strings.LastIndexByte(own, '.')
	require.Positive(t, end)
	requireTokenFault(t, tokens, own[:end]+another[strings.LastIndexByte(another, '.'):], fault.Unauthenticated)
}

func tokenElsewhere(t *testing.T, tokens TokensUnderTest) {
	t.Helper()
	requireTokenFault(t, tokens, tokens.MintElsewhere(t, sampleCaller(actor.Human)), fault.Unauthenticated)
}

func tokenUnjudged(t *testing.T, tokens TokensUnderTest) {
	t.Helper()
	token := tokens.Mint(t, sampleCaller(actor.Human), time.Hour)
	tokens.Away(t)
	requireTokenFault(t, tokens, token, fault.Unavailable)
}

func requireTokenFault(t *testing.T, tokens ports.Tokens, token string, kind fault.Kind) {
	t.Helper()
	caller, err := tokens.Verify(t.Context(), token)
	require.True(t, fault.Is(err, kind), "%v", err)
	require.Equal(t, actor.Caller{}, caller, "nobody is let in beside an error")
	if token != "" {
		require.NotContains(t, err.Error(), token)
	}
}
