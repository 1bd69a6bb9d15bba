package observed

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Evidence times the calls of the evidence service as its callers see them. It
// stands outside the breaker, so that a call which the breaker refused is seen too.
type Evidence struct {
	next    ports.Evidence
	metrics *Metrics
	tracer  trace.Tracer
	clock   ports.Clock
}

var _ ports.Evidence = (*Evidence)(nil)

// NewEvidence observes calls of the evidence service.
func NewEvidence(next ports.Evidence, metrics *Metrics, tracer trace.Tracer, clock ports.Clock) *Evidence {
	return &Evidence{next: next, metrics: metrics, tracer: tracer, clock: clock}
}

// Submit implements ports.Evidence.
func (e *Evidence) Submit(ctx context.Context, owner tenant.ID, sealed []ports.SealedReceipt) ([]ports.Verdict, error) {
	ctx, span := e.tracer.Start(ctx, "eris.receipt", trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
		attribute.String("tenant_id", string(owner)), attribute.Int("receipt_count", len(sealed)),
	))
	defer span.End()
	started := e.clock.Monotonic()
	verdicts, err := e.next.Submit(ctx, owner, sealed)
	e.timed("submit", e.clock.Monotonic()-started, err)
	if err != nil {
		span.RecordError(err)
		span.SetStatus(codes.Error, callResult(err))
	}
	return verdicts, err
}

func (e *Evidence) timed(operation string, took time.Duration, err error) {
	e.metrics.serviceCalls.WithLabelValues("eris", operation, callResult(err)).Observe(took.Seconds())
}
