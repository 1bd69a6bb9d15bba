package ports

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// BehaviourLimit is how many signals of behaviour are asked for (downstream.md, UBI).
const BehaviourLimit = 10

// Behaviour knows how actors work, as the behaviour service sees it.
type Behaviour interface {
	// ReadBehaviour answers the actor's recent signals of behaviour, in the service's
	// order, at most BehaviourLimit; none for an actor of whom it knows nothing. Only
	// metadata of this tenant and, where a signal is about one actor, of this actor is
	// answered. An Unavailable fault is of a service that does not answer, or not as it
	// should; an Invalid one, of one that answers and refuses. Safe to repeat.
	ReadBehaviour(ctx context.Context, owner tenant.ID, actorID string) ([]playbook.Behaviour, error)
}
