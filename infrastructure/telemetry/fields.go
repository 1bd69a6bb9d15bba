package telemetry

import (
	"cmp"
	"context"

	"go.opentelemetry.io/otel/trace"
)

// Fields are what every log line says about the work it belongs to.
type Fields struct {
	TenantID, ActorID string
	// DecisionID is empty when there is none; such a line has no decision_id.
	DecisionID string
	// TraceID is the context's span's unless given.
	TraceID string
}

type fieldsKey struct{}

// With answers a context whose log lines carry the fields. Empty ones leave what
// the context has already.
func With(ctx context.Context, fields Fields) context.Context {
	return context.WithValue(ctx, fieldsKey{}, fields.over(carried(ctx)))
}

// TraceID answers the id under which a request can be found in logs and traces;
// empty outside a span.
func TraceID(ctx context.Context) string {
	span := trace.SpanContextFromContext(ctx)
	if !span.HasTraceID() {
		return ""
	}
	return span.TraceID().String()
}

// fieldsOf answers what the context says of a line.
func fieldsOf(ctx context.Context) Fields {
	return carried(ctx).over(Fields{TraceID: TraceID(ctx)})
}

func carried(ctx context.Context) Fields {
	fields, _ := ctx.Value(fieldsKey{}).(Fields)
	return fields
}

// over answers the fields, with those of below where they are empty.
func (f Fields) over(below Fields) Fields {
	return Fields{
		TenantID: cmp.Or(f.TenantID, below.TenantID), ActorID: cmp.Or(f.ActorID, below.ActorID),
		DecisionID: cmp.Or(f.DecisionID, below.DecisionID), TraceID: cmp.Or(f.TraceID, below.TraceID),
	}
}
