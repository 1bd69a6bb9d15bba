package cached

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

const (
	// BehaviourFresh is how long an actor's signals of behaviour are taken as they are
	// (product.md, Caches).
	BehaviourFresh = 30 * time.Second
	// mostBehaviour bounds for how many actors they are held, at about a kilobyte each.
	mostBehaviour = 10_000
)

// Behaviour decorates ports.Behaviour. What is answered must not be changed.
type Behaviour struct {
	next  ports.Behaviour
	ahead *ahead[[]playbook.Behaviour]
}

var _ ports.Behaviour = (*Behaviour)(nil)

// NewBehaviour decorates next, which must set a time limit of its own: calls outlast their
// callers. Observe is called with Hit, Miss or Stale for every question.
func NewBehaviour(next ports.Behaviour, clock ports.Clock, observe func(result string)) (*Behaviour, error) {
	kept, err := newAhead[[]playbook.Behaviour](mostBehaviour, BehaviourFresh, clock, observe)
	if err != nil {
		return nil, err
	}
	return &Behaviour{next: next, ahead: kept}, nil
}

// ReadBehaviour implements ports.Behaviour.
func (b *Behaviour) ReadBehaviour(ctx context.Context, owner tenant.ID, actorID string) ([]playbook.Behaviour, error) {
	key := string(owner) + "\x00" + actorID // neither has a zero byte
	return b.ahead.get(ctx, key, func(ctx context.Context) ([]playbook.Behaviour, error) {
		return b.next.ReadBehaviour(ctx, owner, actorID)
	})
}
