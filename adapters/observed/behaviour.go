package observed

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

const signalsCache = "signals"

// SignalsCache counts where an actor's signals of behaviour came from.
func (m *Metrics) SignalsCache(result string) { m.caches.WithLabelValues(signalsCache, result).Inc() }

// Behaviour times the calls of the behaviour service. It stands outside the breaker, so
// that a call which the breaker refused is seen too, and inside the cache.
type Behaviour struct {
	next    ports.Behaviour
	metrics *Metrics
	tracer  trace.Tracer
	clock   ports.Clock
}

var _ ports.Behaviour = (*Behaviour)(nil)

// NewBehaviour observes calls of the behaviour service.
func NewBehaviour(next ports.Behaviour, metrics *Metrics, tracer trace.Tracer, clock ports.Clock) *Behaviour {
	return &Behaviour{next: next, metrics: metrics, tracer: tracer, clock: clock}
}

// ReadBehaviour implements ports.Behaviour. Its span says how much there was.
func (b *Behaviour) ReadBehaviour(ctx context.Context, owner tenant.ID, actorID string) ([]playbook.Behaviour, error) {
	ctx, span := b.tracer.Start(ctx, "ubi.recent", trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(attribute.String("tenant_id", string(owner))))
	defer span.End()
	started := b.clock.Monotonic()
	behaviour, err := b.next.ReadBehaviour(ctx, owner, actorID)
	took := b.clock.Monotonic() - started
	b.metrics.serviceCalls.WithLabelValues("ubi", "recent", callResult(err)).Observe(took.Seconds())
	span.SetAttributes(attribute.Int("signal_count", len(behaviour)))
	if err != nil {
		span.RecordError(err)
		span.SetStatus(codes.Error, callResult(err))
	}
	return behaviour, err
}
