package observed

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Channel times the calls of a receiver as the jobs see them. It stands outside the
// breaker, so that a call which the breaker refused is seen too.
type Channel struct {
	next    ports.Channel
	service string
	metrics *Metrics
	tracer  trace.Tracer
	clock   ports.Clock
}

var _ ports.Channel = (*Channel)(nil)

// NewChannel observes calls of the receiver of a surface. The service is its name in
// metrics (observability.md, mmm_service_call_duration_seconds).
func NewChannel(next ports.Channel, service string, metrics *Metrics, tracer trace.Tracer, clock ports.Clock) *Channel {
	return &Channel{next: next, service: service, metrics: metrics, tracer: tracer, clock: clock}
}

// Deliver implements ports.Channel.
func (c *Channel) Deliver(ctx context.Context, message delivery.Message) error {
	ctx, span := c.tracer.Start(ctx, c.service+".deliver", trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(attribute.String("tenant_id", string(message.TenantID))))
	defer span.End()
	started := c.clock.Monotonic()
	err := c.next.Deliver(ctx, message)
	took := c.clock.Monotonic() - started
	c.metrics.serviceCalls.WithLabelValues(c.service, "deliver", callResult(err)).Observe(took.Seconds())
	if err != nil {
		span.RecordError(err)
		span.SetStatus(codes.Error, callResult(err))
	}
	return err
}

// Attempts counts every attempt to deliver. It stands next to the client, inside retry
// and breaker, as Emission does.
type Attempts struct {
	next    ports.Channel
	surface action.Surface
	metrics *Metrics
}

var _ ports.Channel = (*Attempts)(nil)

// NewAttempts counts the attempts of a client of the surface's receiver.
func NewAttempts(next ports.Channel, surface action.Surface, metrics *Metrics) *Attempts {
	return &Attempts{next: next, surface: surface, metrics: metrics}
}

// Deliver implements ports.Channel.
func (a *Attempts) Deliver(ctx context.Context, message delivery.Message) error {
	err := a.next.Deliver(ctx, message)
	result := resultSuccess
	if err != nil {
		result = resultFailure
	}
	a.metrics.deliveries.WithLabelValues(string(a.surface), result).Inc()
	return err
}
