package iam_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/iam"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/infrastructure/httpclient"
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
	answered := fmt.Sprintf(`{"issuer":%q,"jwks_uri":%q}`, other.URL, other.URL+"/.well-known/jwks.json")
	tokens := discovered(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answered) })
	require.ErrorContains(t, tokens.Check(t.Context()), "IAM_ISSUER")
}

// Whoever can have an issuer redirect could name keys of their own.
func TestDiscoveryFollowsNoRedirect(t *testing.T) {
	t.Parallel()
	var followed atomic.Bool
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Store(true) }))
	t.Cleanup(elsewhere.Close)
	tokens := discovered(t, http.RedirectHandler(elsewhere.URL, http.StatusFound).ServeHTTP)
	require.ErrorContains(t, tokens.Check(t.Context()), "302")
	require.False(t, followed.Load())
}

func TestNothingThatAnIssuerAnswersIsRepeated(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{"planted", `{"issuer":{"planted":1}}`, `{"issuer":"planted"}`, `{"issuer":"{self}","jwks_uri":"http://planted:%zz"}`} {
		tokens := discovered(t, func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, strings.ReplaceAll(answer, "{self}", "http://"+r.Host))
		})
		err := tokens.Check(t.Context())
		require.Error(t, err, answer)
		for cause := err; cause != nil; cause = errors.Unwrap(cause) {
			require.NotContains(t, cause.Error(), "planted", answer)
		}
		keys := servedBy(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) })
		require.NotContains(t, fmt.Sprint(errors.Unwrap(keys.Check(t.Context()))), "planted")
	}
}

// discovered finds its keys by an issuer that is served so.
func discovered(t *testing.T, handle http.HandlerFunc) *iam.Tokens {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	tokens, err := iam.New(iam.Issuer{
		Expected: iam.Expected{Issuer: server.URL}, Client: httpclient.NewDirect(server.Client()), Clock: newHandClock(),
		Logger: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	return tokens
}

func TestKeysMustComeFromSomewhere(t *testing.T) {
	t.Parallel()
	_, err := iam.New(iam.Issuer{})
	require.ErrorContains(t, err, "IAM_JWKS_URL")
}

func servedBy(t *testing.T, handle http.HandlerFunc) *iam.Tokens {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	tokens, err := iam.New(iam.Issuer{
		KeysURL: server.URL, Client: httpclient.NewDirect(server.Client()), Clock: newHandClock(), Logger: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	return tokens
}
