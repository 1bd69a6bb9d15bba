package observed

import (
	"context"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Evidence times the calls of the evidence service as its callers see them, and shows
// each receipt in the trace that it comes from. It
// stands outside the breaker, so that a call which the breaker refused is seen too.
type Evidence struct {
	next    ports.Evidence
	metrics *Metrics
	tracer  trace.Tracer
	logger  *slog.Logger
	clock   ports.Clock
}

var _ ports.Evidence = (*Evidence)(nil)

// NewEvidence observes calls of the evidence service.
func NewEvidence(
	next ports.Evidence, metrics *Metrics, tracer trace.Tracer, logger *slog.Logger, clock ports.Clock,
) *Evidence {
	return &Evidence{next: next, metrics: metrics, tracer: tracer, logger: logger, clock: clock}
}

// Submit implements ports.Evidence.
func (e *Evidence) Submit(ctx context.Context, owner tenant.ID, sealed []ports.SealedReceipt) ([]ports.Verdict, error) {
	ctx, span := e.tracer.Start(ctx, "eris.submit", trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
		attribute.String("tenant_id", string(owner)), attribute.Int("receipt_count", len(sealed)),
	))
	defer span.End()
	receipts := e.startReceipts(ctx, sealed)
	started := e.clock.Monotonic()
	verdicts, err := e.next.Submit(ctx, owner, sealed)
	took := e.clock.Monotonic() - started
	receipts.end(owner, sealed, took, verdicts, err)
	e.timed("submit", took, err)
	if err != nil {
		span.RecordError(err)
		span.SetStatus(codes.Error, callResult(err))
	}
	e.tellRefused(ctx, owner, sealed, verdicts)
	return verdicts, err
}

// tellRefused logs each receipt that the service will never take, so that it can be
// found and redriven.
func (e *Evidence) tellRefused(
	ctx context.Context, owner tenant.ID, sealed []ports.SealedReceipt, verdicts []ports.Verdict,
) {
	for i, verdict := range verdicts[:min(len(verdicts), len(sealed))] {
		if !verdict.Final {
			continue
		}
		e.logger.LogAttrs(ctx, slog.LevelError, "the evidence service refused a receipt for good",
			slog.String("tenant_id", string(owner)), slog.String("receipt_id", sealed[i].ID.String()),
			slog.String("reason", verdict.Reason))
	}
}

func (e *Evidence) timed(operation string, took time.Duration, err error) {
	e.metrics.serviceCalls.WithLabelValues("eris", operation, callResult(err)).Observe(took.Seconds())
}
