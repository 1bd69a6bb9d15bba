package system_test

import (
	"crypto/rand"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-engine/internal/dev"
)

// A label that a stranger can choose is a series that a stranger can make
// (observability.md, section 1).
func TestNobodyWithoutAGoodTokenMakesASeries(t *testing.T) {
	t.Parallel()
	mark := "mark" + strings.ToLower(rand.Text())
	forged := forgedToken(t, mark)
	for _, path := range []string{
		"/" + mark, "/decide", "/decisions/" + mark, "/tenants/" + mark + "/metrics", "/actors/" + mark + "/preferences",
		"/integrations/github/" + mark + "/webhooks", "/receipts?status=" + mark, "/health?" + mark,
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete, strings.ToUpper(mark)} {
			for _, token := range []string{"", mark, forged} {
				got := shared.do(t, request{
					method: method, path: path, token: token,
					body: document{"tenant_id": mark, "actor_id": mark, "signal": document{"source": mark, "event_type": mark, "tenant_id": mark}},
					header: map[string]string{
						"X-GitHub-Delivery": mark, "X-GitHub-Event": mark, "X-Hub-Signature-256": "sha256=" + mark, "X-Tenant-Id": mark,
					},
				})
				require.True(t, got.status >= 400 || strings.HasPrefix(path, "/health"), "%s %s: %d", method, path, got.status)
			}
		}
	}
	for _, one := range shared.metrics(t) {
		for label, value := range one.labels {
			require.NotContains(t, strings.ToLower(value), mark, "%s{%s}", one.name, label)
		}
	}
}

// forgedToken is of a tenant of that name, by a key that the engine does not know.
func forgedToken(t *testing.T, tenantID string) string {
	t.Helper()
	keys, err := dev.Keys(t.TempDir())
	require.NoError(t, err)
	_, minter := minterOf(t, keys["IAM_DEV_KEY_FILE"])
	token, err := minter.Mint(almighty(tenantID))
	require.NoError(t, err)
	return token
}
