package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheHeaderOfAReplyIsReadUpToOneMiB(t *testing.T) {
	t.Parallel()
	for length, taken := range map[int]bool{1 << 19: true, 1 << 21: false} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Long", strings.Repeat("x", length))
		}))
		t.Cleanup(server.Close)
		client := newHTTPClient()
		t.Cleanup(client.CloseIdleConnections)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
		require.NoError(t, err)
		response, err := client.Do(request)
		require.Equal(t, taken, err == nil, "%d bytes: %v", length, err)
		if taken {
			require.NoError(t, response.Body.Close())
		}
	}
}
