package observed

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/ports"
)

// DecisionReader reads what a decision depends on in a span of its own, context.build.
type DecisionReader struct {
	next   ports.DecisionReader
	tracer trace.Tracer
	clock  ports.Clock
}

var _ ports.DecisionReader = (*DecisionReader)(nil)

// NewDecisionReader observes a reader. Below a span that records nothing it only
// passes the question on.
func NewDecisionReader(next ports.DecisionReader, tracer trace.Tracer, clock ports.Clock) *DecisionReader {
	return &DecisionReader{next: next, tracer: tracer, clock: clock}
}

// ReadDecisionInputs implements ports.DecisionReader.
func (r *DecisionReader) ReadDecisionInputs(ctx context.Context, query ports.DecisionQuery) (ports.DecisionInputs, error) {
	if !recording(ctx) {
		return r.next.ReadDecisionInputs(ctx, query)
	}
	ctx, span := startStep(ctx, r.tracer, r.clock, "context.build")
	defer span.end()
	known, err := r.next.ReadDecisionInputs(ctx, query)
	span.tell(aboutKnown(query, known), err)
	return known, err
}

// DecisionRows reads what the database has of it in a span of its own, postgres.read.
type DecisionRows struct {
	next   ports.DecisionReader
	tracer trace.Tracer
}

var _ ports.DecisionReader = (*DecisionRows)(nil)

// NewDecisionRows observes the reader that asks the database.
func NewDecisionRows(next ports.DecisionReader, tracer trace.Tracer) *DecisionRows {
	return &DecisionRows{next: next, tracer: tracer}
}

// ReadDecisionInputs implements ports.DecisionReader.
func (r *DecisionRows) ReadDecisionInputs(ctx context.Context, query ports.DecisionQuery) (ports.DecisionInputs, error) {
	if !recording(ctx) {
		return r.next.ReadDecisionInputs(ctx, query)
	}
	ctx, span := r.tracer.Start(ctx, "postgres.read", trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(attribute.String("tenant_id", string(query.TenantID))))
	defer span.End()
	known, err := r.next.ReadDecisionInputs(ctx, query)
	if err != nil {
		span.RecordError(err)
		span.SetStatus(codes.Error, outcome(err))
	}
	return known, err
}

// aboutKnown is whom the decision is for, and all of it when it was made before.
func aboutKnown(query ports.DecisionQuery, known ports.DecisionInputs) about {
	for _, made := range []*decision.Decision{known.Keyed, known.Repeated} {
		if made != nil {
			return aboutDecision(made)
		}
	}
	return about{tenantID: query.TenantID, actorID: query.ActorID}
}
