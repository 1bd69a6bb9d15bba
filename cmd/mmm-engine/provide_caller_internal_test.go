package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/infrastructure/outbound"
)

// ask has the client of a service ask the server.
func ask(t *testing.T, settings config.Config, server *httptest.Server) error {
	t.Helper()
	t.Cleanup(server.Close)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, http.NoBody)
	require.NoError(t, err)
	response, err := newClients(settings)().Do(request)
	if err == nil {
		require.NoError(t, response.Body.Close())
	}
	return err
}

func allowing(t *testing.T, hosts string) config.Config {
	t.Helper()
	var settings config.Config
	require.NoError(t, settings.OutboundAllowed.UnmarshalText([]byte(hosts)))
	return settings
}

func TestTheHeaderOfAReplyIsReadUpToOneMiB(t *testing.T) {
	t.Parallel()
	for length, taken := range map[int]bool{1 << 19: true, 1 << 21: false} {
		err := ask(t, allowing(t, "127.0.0.1"), httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Long", strings.Repeat("x", length))
		})))
		require.Equal(t, taken, err == nil, "%d bytes: %v", length, err)
	}
}

func TestAnAddressThatWasNotMeantIsNotCalledAndTheErrorSaysWhatToSet(t *testing.T) {
	t.Parallel()
	var called bool
	err := ask(t, config.Config{}, httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true })))
	require.ErrorIs(t, err, outbound.ErrPrivate)
	require.ErrorContains(t, err, "OUTBOUND_ALLOWED_HOSTS")
	require.False(t, called)
}
