package main

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/propagation"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/infrastructure/clock"
	"github.com/mmm-engine/mmm-engine/infrastructure/config"
	"github.com/mmm-engine/mmm-engine/infrastructure/telemetry"
	"github.com/mmm-engine/mmm-engine/ports"
)

// outageQuiet is how long something must work again before its outage is over.
const outageQuiet = 10 * time.Second

func newLogger(settings config.Config, out io.Writer) *slog.Logger {
	var options []telemetry.LoggerOption
	if settings.LogActorIDs == config.HashedActorIDs {
		options = append(options, telemetry.HashActorIDs(settings.SecretsKey.Bytes()))
	}
	return telemetry.NewLogger(out, slog.Level(settings.LogLevel), options...)
}

func newRegistry() *prometheus.Registry { return telemetry.NewRegistry() }

func newMetrics(registry *prometheus.Registry) (*observed.Metrics, error) {
	return observed.NewMetrics(registry, 0)
}

func newTracerProvider() (*sdk.TracerProvider, func()) {
	provider := telemetry.NewTracerProvider()
	return provider, func() { _ = provider.Shutdown(context.Background()) } // nothing is exported yet
}

func newTracer(provider *sdk.TracerProvider) trace.Tracer { return provider.Tracer("mmm-engine") }

func newPropagator() propagation.TextMapPropagator { return telemetry.NewPropagator() }

// traces implements ports.Traces.
type traces struct{}

func (traces) TraceID(ctx context.Context) string { return telemetry.TraceID(ctx) }

func newTraces() ports.Traces { return traces{} }

func newTransitions(system clock.System) *telemetry.Transitions {
	return telemetry.NewTransitions(system.Monotonic, outageQuiet)
}
