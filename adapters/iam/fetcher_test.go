package iam_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/iam"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

func TestAnswersThatAreNoKeySetAreUnavailability(t *testing.T) {
	t.Parallel()
	answers := map[string]string{
		"garbage":       "<html>",
		"no list":       `{}`,
		"another shape": `{"keys": 3}`,
		"too long":      `{"keys": [], "pad": "` + strings.Repeat("x", 1<<20) + `"}`,
	}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tokens := servedBy(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(answer)) })
			require.True(t, fault.Is(tokens.Check(t.Context()), fault.Unavailable))
		})
	}
}

func TestAnEmptyKeySetVerifiesNothing(t *testing.T) {
	t.Parallel()
	tokens := servedBy(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"keys": []}`)) })
	require.NoError(t, tokens.Check(t.Context()))
	pair := edPair(t, "ed")
	_, err := tokens.Verify(t.Context(), pair.sign(t, pair.header(), newIssuer(t).claims()))
	require.True(t, fault.Is(err, fault.Unauthenticated), "%v", err)
}

func TestDiscoveryRefusesTheWordOfAnotherIssuer(t *testing.T) {
	t.Parallel()
	other := newIssuer(t)
	wrong := httptest.NewServer(http.RedirectHandler(other.URL+"/.well-known/openid-configuration", http.StatusFound))
	t.Cleanup(wrong.Close)
	tokens, err := iam.New(iam.Remote{
		Expected: iam.Expected{Issuer: wrong.URL}, Client: wrong.Client(), Clock: newHandClock(),
		Logger: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	require.ErrorContains(t, tokens.Check(t.Context()), "IAM_ISSUER")
}

func TestKeysMustComeFromSomewhere(t *testing.T) {
	t.Parallel()
	_, err := iam.New(iam.Remote{})
	require.ErrorContains(t, err, "IAM_JWKS_URL")
}

func servedBy(t *testing.T, handle http.HandlerFunc) *iam.Tokens {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	tokens, err := iam.New(iam.Remote{
		KeysURL: server.URL, Client: server.Client(), Clock: newHandClock(), Logger: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	return tokens
}
