package sim_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

// BenchmarkBulk posts bulks of 200 new receipts over a socket; run with -cpu 1 to read receipts a second on one core,
// sender included.
func BenchmarkBulk(b *testing.B) {
	const size = 200
	_, private, err := ed25519.GenerateKey(nil)
	require.NoError(b, err)
	s := &sealer{t: b, private: private, prevHash: firstPrevHash}
	handler, err := sim.New(sim.Options{Keys: s.keys, Logger: slog.New(slog.DiscardHandler)})
	require.NoError(b, err)
	server := httptest.NewServer(handler)
	defer server.Close()
	received := 0
	for b.Loop() {
		b.StopTimer()
		bulk := make([]document, size)
		for i := range bulk {
			bulk[i] = s.next()
		}
		body, err := json.Marshal(bulk)
		require.NoError(b, err)
		b.StartTimer()
		request, err := http.NewRequestWithContext(b.Context(), http.MethodPost, server.URL+singlePath+"/bulk", bytes.NewReader(body))
		require.NoError(b, err)
		request.Header.Set("X-Tenant-ID", tenantA)
		response, err := server.Client().Do(request)
		require.NoError(b, err)
		require.Equal(b, http.StatusCreated, response.StatusCode)
		require.NoError(b, response.Body.Close())
		received += size
	}
	b.ReportMetric(float64(received)/b.Elapsed().Seconds(), "receipts/s")
}
