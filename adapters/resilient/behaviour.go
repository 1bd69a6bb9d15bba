package resilient

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// BehaviourTimeout bounds one call (downstream.md, UBI).
const BehaviourTimeout = time.Second

// Behaviour decorates ports.Behaviour.
type Behaviour struct {
	next ports.Behaviour
	guarded
}

var _ ports.Behaviour = (*Behaviour)(nil)

// NewBehaviour decorates next.
func NewBehaviour(next ports.Behaviour, breaker *Breaker, timeout time.Duration) *Behaviour {
	return &Behaviour{next: next, guarded: guarded{breaker: breaker, timeout: timeout}}
}

// ReadBehaviour implements ports.Behaviour.
func (b *Behaviour) ReadBehaviour(ctx context.Context, owner tenant.ID, actorID string) ([]playbook.Behaviour, error) {
	return ask(ctx, b.guarded, func(ctx context.Context) ([]playbook.Behaviour, error) {
		return b.next.ReadBehaviour(ctx, owner, actorID)
	})
}
