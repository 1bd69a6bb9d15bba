package telemetry_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"github.com/mmm-engine/mmm-engine/infrastructure/telemetry"
)

// patience is how long anything may take before a test gives up on it.
const patience = 20 * time.Second

// soon is far above what a stop may take, and far below what a batch may.
const soon = 5 * time.Second

// exporting is a provider with what it logs, on a clock that runs when told.
type exporting struct {
	*telemetry.Exporting

	exporter *telemetry.Exporter
	mu       sync.Mutex
	now      time.Duration
	written  bytes.Buffer
}

func newExporting(t *testing.T, url string) *exporting {
	t.Helper()
	e := &exporting{}
	outages := telemetry.NewTransitions(func() time.Duration {
		e.mu.Lock()
		defer e.mu.Unlock()
		return e.now
	}, 10*time.Second)
	exporter, err := telemetry.NewExporter(t.Context(), url, telemetry.NewLogger(e, slog.LevelInfo), outages)
	require.NoError(t, err)
	e.exporter, e.Exporting = exporter, telemetry.NewExporting(exporter)
	return e
}

func (e *exporting) Write(line []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.written.Write(line)
}

func (e *exporting) lines() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var lines []string
	for line := range strings.Lines(e.written.String()) {
		lines = append(lines, line)
	}
	return lines
}

func (e *exporting) pass(d time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.now += d
}

func (e *exporting) stop(t *testing.T, within time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	e.Stop(ctx)
}

func (e *exporting) span(t *testing.T) {
	t.Helper()
	_, span := e.Tracer("test").Start(t.Context(), "x")
	span.End()
}

// export sends a span at once and fails the test on any error.
func (e *exporting) export(t *testing.T) {
	t.Helper()
	require.NoError(t, e.exporter.ExportSpans(t.Context(), tracetest.SpanStubs{{Name: "x"}}.Snapshots()))
}

func TestWhatIsLeftIsSentBeforeTheEnd(t *testing.T) {
	t.Parallel()
	listener := listen(t, "127.0.0.1:0")
	collector := receive(t, listener)
	e := newExporting(t, "http://"+listener.Addr().String())
	e.span(t)
	e.stop(t, patience)
	require.Equal(t, []string{"x"}, collector.received())
	require.Empty(t, e.lines())
}

func TestACollectorThatIsAwayIsToldOnceAndSoIsItsReturn(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "100")
	listener := listen(t, "127.0.0.1:0")
	address := listener.Addr().String()
	require.NoError(t, listener.Close())
	e := newExporting(t, "http://"+address)
	defer e.stop(t, patience)
	for range 3 {
		e.export(t)
	}
	require.Len(t, e.lines(), 1)
	require.Contains(t, e.lines()[0], `"level":"WARNING"`)
	require.Contains(t, e.lines()[0], "traces do not reach the collector")

	receive(t, listen(t, address))
	require.Eventually(t, func() bool {
		e.pass(time.Minute)
		_ = e.exporter.ExportSpans(t.Context(), tracetest.SpanStubs{{Name: "x"}}.Snapshots())
		return len(e.lines()) > 1
	}, patience, time.Millisecond)
	e.export(t)
	require.Len(t, e.lines(), 2)
	require.Contains(t, e.lines()[1], "traces reach the collector again")
}

func TestACollectorThatDoesNotAnswerHoldsUpNothing(t *testing.T) {
	t.Setenv("OTEL_BSP_MAX_QUEUE_SIZE", "4")
	silent := listen(t, "127.0.0.1:0") // the system accepts, nobody answers
	e := newExporting(t, "http://"+silent.Addr().String())
	begun := time.Now()
	for range 1000 {
		e.span(t)
	}
	e.stop(t, 100*time.Millisecond)
	require.Less(t, time.Since(begun), soon)
	require.Len(t, e.lines(), 1)
}

func TestTheURLChoosesBetweenPlaintextAndTLS(t *testing.T) {
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	secure.Close() // only its certificate is of use
	certificates := filepath.Join(t.TempDir(), "ca.pem")
	require.NoError(t, os.WriteFile(certificates, encoded(secure.Certificate()), 0o600))
	t.Setenv("OTEL_EXPORTER_OTLP_CERTIFICATE", certificates)
	t.Setenv("OTEL_EXPORTER_OTLP_INSECURE", "true")

	guarded, open := listen(t, "127.0.0.1:0"), listen(t, "127.0.0.1:0")
	for url, collector := range map[string]*receiver{
		"https://" + guarded.Addr().String(): receive(t, guarded,
			grpc.Creds(credentials.NewServerTLSFromCert(&secure.TLS.Certificates[0]))),
		"http://" + open.Addr().String(): receive(t, open),
	} {
		e := newExporting(t, url)
		e.export(t)
		e.stop(t, patience)
		require.Equal(t, []string{"x"}, collector.received(), url)
	}
}

func encoded(certificate *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw})
}
