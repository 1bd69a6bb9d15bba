package telemetry

import (
	"context"

	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// Exporting is a tracer provider whose spans leave the process, in batches that
// nobody waits for. When they come faster than they can be sent, some are dropped.
// How many wait, and how long, follow OpenTelemetry's standard variables (OTEL_BSP_*).
type Exporting struct {
	*sdk.TracerProvider

	exporter *Exporter
}

// NewExporting makes a provider for the exporter.
func NewExporting(exporter *Exporter) *Exporting {
	return &Exporting{TracerProvider: NewTracerProvider(sdk.WithBatcher(exporter)), exporter: exporter}
}

// Stop sends what is left and closes the connection. What is not sent when the
// context ends is lost.
func (e *Exporting) Stop(ctx context.Context) {
	if err := e.Shutdown(ctx); err != nil {
		e.exporter.tell(ctx, err)
		// The provider has left its exporter at work; this ends it.
		_ = e.exporter.Shutdown(ctx)
	}
}
