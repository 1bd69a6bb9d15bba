package main

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/propagation"
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

func newMetrics(settings config.Config, registry *prometheus.Registry) (*observed.Metrics, error) {
	return observed.NewMetrics(registry, settings.MetricsMaxTenants)
}

func newCalls(
	metrics *observed.Metrics, tracer trace.Tracer, logger *slog.Logger, clock ports.Clock, outages *telemetry.Transitions,
) observed.Calls {
	return observed.Calls{Metrics: metrics, Tracer: tracer, Logger: logger, Clock: clock, Outages: outages}
}

// flushTime is how long the last spans may take to leave, once everything else has
// stopped. A collector that is away costs a stop no more than that.
const flushTime = 3 * time.Second

// newTracer's spans go to the collector, where one is set. The clean-up sends what
// is left.
func newTracer(
	ctx context.Context, settings config.Config, logger *slog.Logger, outages *telemetry.Transitions,
) (trace.Tracer, func(), error) {
	if settings.CollectorURL == "" {
		return telemetry.NewIdentifyingTracer(), func() {}, nil
	}
	exporter, err := telemetry.NewExporter(ctx, string(settings.CollectorURL), logger, outages)
	if err != nil {
		return nil, nil, err
	}
	exporting := telemetry.NewExporting(exporter)
	return exporting.Tracer("mmm-engine"), func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTime)
		defer cancel()
		exporting.Stop(ctx)
	}, nil
}

func newPropagator() propagation.TextMapPropagator { return telemetry.NewPropagator() }

// traces implements ports.Traces.
type traces struct{}

func (traces) TraceID(ctx context.Context) string { return telemetry.TraceID(ctx) }

func newTraces() ports.Traces { return traces{} }

func newTransitions(system clock.System) *telemetry.Transitions {
	return telemetry.NewTransitions(system.Monotonic, outageQuiet)
}
