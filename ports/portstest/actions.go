package portstest

import (
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ActionsSubject is what is seen of the actions pushed to actors, and the store that
// they are committed to. It starts empty, and nobody else writes to it.
type ActionsSubject struct {
	Store ports.Store
	Views ports.ActionViews
	Feed  ports.DeliveryFeed
	// Hold begins a transaction that writes the set, and commits it when told to.
	Hold func(t *testing.T, set ports.WriteSet) (commit func())
}

// Actions holds an implementation to the contracts of ports.ActionViews and
// ports.DeliveryFeed. newSubject may be called concurrently.
func Actions(t *testing.T, newSubject func(t *testing.T) ActionsSubject) {
	t.Helper()
	rules := listActionRules()
	maps.Copy(rules, deliveryFeedRules())
	for name, rule := range rules {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rule(t, newSubject(t))
		})
	}
}

// PushedSet is the write set of a decision made in the background at the time, with
// its action on its way to every surface. It is the n-th of its tenant.
func PushedSet(owner tenant.ID, actorID string, n byte, at time.Time) ports.WriteSet {
	decided := Branched(owner, n, at)
	decided.ID = id.At(at, id.Entropy{7: n}).Root()
	decided.Actions[0].ID = decided.ID.Branch(1)
	decided.Actor.ID, decided.Context.Surface = actorID, action.Background
	set := DecisionSet(decided, nil)
	set.Deliveries = delivery.Route(decided, nil)
	return set
}

// pushed answers sets for ada of acme, of these numbers.
func pushed(numbers ...byte) []ports.WriteSet {
	sets := make([]ports.WriteSet, len(numbers))
	for i, n := range numbers {
		sets[i] = PushedSet(acme, "ada", n, Noon())
	}
	return sets
}

func (s ActionsSubject) push(t *testing.T, sets ...ports.WriteSet) {
	t.Helper()
	for _, set := range sets {
		_, err := s.Store.Commit(t.Context(), set)
		require.NoError(t, err)
	}
}
