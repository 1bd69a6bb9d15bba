package system_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// deliver hands in a delivery, signed with the secret.
func (r renter) deliver(tb testing.TB, secret, id, event string, body []byte) answer {
	tb.Helper()
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write(body)
	return r.do(tb, request{
		method: http.MethodPost, path: "/integrations/github/" + r.id + "/webhooks", body: body,
		header: map[string]string{
			"X-GitHub-Delivery": id, "X-GitHub-Event": event,
			"X-Hub-Signature-256": "sha256=" + hex.EncodeToString(mac.Sum(nil)),
		},
	})
}

// withWebhooks sets the secret of the tenant's deliveries.
func (r renter) withWebhooks(tb testing.TB) renter {
	tb.Helper()
	set := request{
		method: http.MethodPut, path: "/tenants/" + r.id + "/integrations/github", token: r.token,
		body: document{"secret": webhookSecret},
	}
	require.Equal(tb, http.StatusNoContent, r.do(tb, set).status)
	return r
}

type delivered struct {
	Accepted, Repeated bool
	SignalID           string `json:"signal_id"`
}

// deliverAll hands the published deliveries in and answers what became of each.
func (r renter) deliverAll(tb testing.TB, files []fs.DirEntry) map[string]delivered {
	tb.Helper()
	all := map[string]delivered{}
	for _, file := range files {
		body, err := os.ReadFile(filepath.Join(published, file.Name()))
		require.NoError(tb, err)
		event, _, _ := strings.Cut(file.Name(), ".")
		got := r.deliver(tb, webhookSecret, file.Name(), event, body)
		all[file.Name()] = decoded[delivered](tb, got, http.StatusAccepted)
	}
	return all
}

func readGolden(tb testing.TB) map[string]document {
	tb.Helper()
	file, err := os.ReadFile(goldenFile)
	require.NoError(tb, err)
	var golden map[string]document
	require.NoError(tb, json.Unmarshal(file, &golden))
	return golden
}

// storedSignals reads the signals back in the shape of the golden file.
func (r renter) storedSignals(tb testing.TB, taken map[string]delivered) map[string]document {
	tb.Helper()
	stored := map[string]document{}
	for _, text := range rows[string](tb, r.stack, `SELECT jsonb_build_object('signal_id', signal_id,
		'event_type', event_type, 'severity', (ARRAY['info','low','medium','high','critical'])[severity + 1],
		'actor_id', actor_id, 'actor_type', actor_type, 'repo_id', repo_id, 'branch', branch, 'file_path', file_path,
		'environment', environment, 'attributes', attributes::jsonb,
		'occurred_at', to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))::text
		FROM signals WHERE tenant_id = $1 AND source = 'github'`, r.id) {
		var signal document
		require.NoError(tb, json.Unmarshal([]byte(text), &signal))
		id := signal["signal_id"].(string)
		delete(signal, "signal_id")
		stored[id] = signal
	}
	byFile := map[string]document{}
	for file, one := range taken {
		byFile[file] = stored[one.SignalID]
		delete(stored, one.SignalID)
	}
	require.Empty(tb, stored, "no signal without its delivery")
	return byFile
}
