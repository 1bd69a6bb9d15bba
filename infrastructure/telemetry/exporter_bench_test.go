package telemetry_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/infrastructure/telemetry"
)

// What a request pays for seven spans where there is no collector, where there is one, where
// nobody listens, and where one accepts and never answers. The last two must cost no more
// than one that works: nobody waits for a collector (observability.md, section 4).
func BenchmarkTheSpansOfADecision(b *testing.B) {
	b.Run("no collector", func(b *testing.B) { decideWith(b, telemetry.NewIdentifyingTracer()) })
	for name, url := range map[string]func(*testing.B) string{
		"a collector": collecting, "nobody listens": nobody, "no answer": silent,
	} {
		b.Run(name, func(b *testing.B) {
			outages := telemetry.NewTransitions(func() time.Duration { return 0 }, time.Second)
			exporter, err := telemetry.NewExporter(b.Context(), url(b), telemetry.NewLogger(io.Discard, slog.LevelInfo), outages)
			require.NoError(b, err)
			exporting := telemetry.NewExporting(exporter)
			b.Cleanup(func() {
				ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
				defer cancel()
				exporting.Stop(ctx)
			})
			decideWith(b, exporting.Tracer("test"))
		})
	}
}

func decideWith(b *testing.B, tracer trace.Tracer) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		ctx, request := tracer.Start(b.Context(), "request")
		for range 6 {
			_, span := tracer.Start(ctx, "step")
			span.End()
		}
		request.End()
	}
}

func collecting(b *testing.B) string {
	b.Helper()
	listener := listen(b, "127.0.0.1:0")
	receive(b, listener)
	return "http://" + listener.Addr().String()
}

func nobody(b *testing.B) string {
	b.Helper()
	listener, err := new(net.ListenConfig).Listen(b.Context(), "tcp", "127.0.0.1:0")
	require.NoError(b, err)
	require.NoError(b, listener.Close())
	return "http://" + listener.Addr().String()
}

func silent(b *testing.B) string {
	b.Helper()
	return "http://" + listen(b, "127.0.0.1:0").Addr().String()
}
