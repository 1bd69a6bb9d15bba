package observed

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// serviceCall is how the calls of one service's operation are watched. It stands outside
// the breaker, so that a call which the breaker refused is seen too, and inside the cache.
type serviceCall struct {
	Calls

	service, operation string
}

// watch runs the call under a span of the service's and operation's name. What is said of
// an answer is counts, never its contents; nil says nothing.
func watch[V any](
	ctx context.Context, c serviceCall, owner tenant.ID, call func(context.Context) (V, error), about func(V) attribute.KeyValue,
) (V, error) {
	ctx, span := c.Tracer.Start(ctx, c.service+"."+c.operation, trace.WithSpanKind(trace.SpanKindClient))
	defer span.End()
	if owner != "" {
		span.SetAttributes(attribute.String("tenant_id", string(owner)))
	}
	started := c.Clock.Monotonic()
	answer, err := call(ctx)
	took := c.Clock.Monotonic() - started
	c.tell(ctx, c.service, err)
	result := callResult(err)
	c.Metrics.serviceCalls.WithLabelValues(c.service, c.operation, result).Observe(took.Seconds())
	if about != nil {
		span.SetAttributes(about(answer))
	}
	if result != resultSuccess {
		span.RecordError(err)
		span.SetStatus(codes.Error, result)
	}
	return answer, err
}
