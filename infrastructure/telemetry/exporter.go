package telemetry

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/grpc/credentials/insecure"
)

// exportTask is the exporter's name among what can fail.
const exportTask = "trace export"

// Exporter sends spans to a collector (OTLP over gRPC). Spans are worth less than
// what they tell of: those that cannot be sent are lost, and all that is said of it
// is one line when that begins and one when it is over.
type Exporter struct {
	next    sdk.SpanExporter
	logger  *slog.Logger
	outages *Transitions
}

var _ sdk.SpanExporter = (*Exporter)(nil)

// NewExporter makes an exporter to the collector at the base URL: http is plaintext,
// https is TLS. It connects when there is something to send, so a collector that is
// away is no error. Headers, certificates, compression and the timeout of a batch
// follow OpenTelemetry's standard variables (OTEL_EXPORTER_OTLP_HEADERS and so on).
func NewExporter(ctx context.Context, url string, logger *slog.Logger, outages *Transitions) (*Exporter, error) {
	options := []otlptracegrpc.Option{otlptracegrpc.WithEndpointURL(url)}
	if strings.HasPrefix(url, "http://") {
		// The variables of certificates would switch TLS on.
		options = append(options, otlptracegrpc.WithTLSCredentials(insecure.NewCredentials()))
	}
	client, err := otlptracegrpc.New(ctx, options...)
	if err != nil {
		return nil, fmt.Errorf("make the exporter of traces: %w", err)
	}
	return &Exporter{next: client, logger: logger, outages: outages}, nil
}

// ExportSpans implements trace.SpanExporter. It answers no error: the library would
// hand it to a handler that is global and writes a line for each batch.
func (e *Exporter) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	e.tell(ctx, e.next.ExportSpans(ctx, spans))
	return nil
}

// Shutdown implements trace.SpanExporter. When the context ends it ends the batch
// that is under way too.
func (e *Exporter) Shutdown(ctx context.Context) error {
	return e.next.Shutdown(ctx) //nolint:wrapcheck // only who stops us reads it
}

func (e *Exporter) tell(ctx context.Context, err error) {
	switch {
	case err == nil:
		if failures, ended := e.outages.Succeeded(exportTask); ended {
			e.logger.InfoContext(ctx, "traces reach the collector again", slog.Int("failures", failures))
		}
	case e.outages.Failed(exportTask):
		e.logger.WarnContext(ctx, "traces do not reach the collector and are lost", slog.Any("error", err))
	}
}
