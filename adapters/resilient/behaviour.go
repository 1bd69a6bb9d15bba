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

// Behaviour decorates ports.Behaviour: breaker, around the timeout. Nothing is tried again:
// a decision waits for it.
type Behaviour struct {
	next    ports.Behaviour
	breaker *Breaker
	timeout time.Duration
}

var _ ports.Behaviour = (*Behaviour)(nil)

// NewBehaviour decorates next.
func NewBehaviour(next ports.Behaviour, breaker *Breaker, timeout time.Duration) *Behaviour {
	return &Behaviour{next: next, breaker: breaker, timeout: timeout}
}

// ReadBehaviour implements ports.Behaviour.
func (b *Behaviour) ReadBehaviour(
	ctx context.Context, owner tenant.ID, actorID string,
) (behaviour []playbook.Behaviour, err error) {
	err = b.breaker.Do(ctx, func(ctx context.Context) error {
		return within(ctx, b.timeout, func(ctx context.Context) error {
			behaviour, err = b.next.ReadBehaviour(ctx, owner, actorID)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	return behaviour, nil
}
