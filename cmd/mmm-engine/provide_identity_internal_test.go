package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
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

// The settings know nothing of the domain, so its form stands there a second time.
func TestTheSettingOfATenantHasTheFormOfATenant(t *testing.T) {
	t.Parallel()
	for _, id := range []string{
		"a", "acme", "Acme-1", "a.b_c:d@e", "0", strings.Repeat("x", 128),
		"", "-a", "a b", "a/b", "ä", "a\n", "a\x00", strings.Repeat("x", 129),
	} {
		var set config.TenantID
		err := set.UnmarshalText([]byte(id))
		require.Equal(t, tenant.ID(id).Valid(), err == nil, "%q", id)
	}
}
