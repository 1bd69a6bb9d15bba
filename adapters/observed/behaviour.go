package observed

import (
	"context"

	"go.opentelemetry.io/otel/attribute"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

const signalsCache = "signals"

// SignalsCache counts where an actor's signals of behaviour came from.
func (m *Metrics) SignalsCache(result string) { m.caches.WithLabelValues(signalsCache, result).Inc() }

// Behaviour watches the calls of the behaviour service.
type Behaviour struct {
	next ports.Behaviour
	call serviceCall
}

var _ ports.Behaviour = (*Behaviour)(nil)

// NewBehaviour observes calls of the behaviour service.
func NewBehaviour(next ports.Behaviour, calls Calls) *Behaviour {
	return &Behaviour{next: next, call: serviceCall{Calls: calls, service: "ubi", operation: "recent"}}
}

// ReadBehaviour implements ports.Behaviour. Its span says how much there was.
func (b *Behaviour) ReadBehaviour(ctx context.Context, owner tenant.ID, actorID string) ([]playbook.Behaviour, error) {
	return watch(ctx, b.call, owner, func(ctx context.Context) ([]playbook.Behaviour, error) {
		return b.next.ReadBehaviour(ctx, owner, actorID)
	}, func(behaviour []playbook.Behaviour) attribute.KeyValue {
		return attribute.Int("signal_count", len(behaviour))
	})
}
