// Package delivery has the way of an action to the surfaces that did not ask for it
// (product.md, downstream.md, Delivery).
package delivery

import (
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

// Delivery is one action on its way to one surface.
type Delivery struct {
	// ID is a leaf of the action's id and stays the same over every try: receivers
	// know a repeat by it (webhook-id).
	ID      id.UUID
	Surface action.Surface
	// ActorID is empty where the action is for a repository.
	ActorID   string
	ExpiresAt time.Time
	// Disabled is set where no channel is configured for the surface: nobody is sent
	// the action, it can only be pulled.
	Disabled bool
	// DigestID is of the digest that it goes out in; zero for one that goes out alone.
	DigestID id.UUID
}

// numbers are the leaves of an action's id, by surface. They are kept in ids: append
// only.
var numbers = []action.Surface{1: action.IDE, 2: action.CI, 3: action.Alert}

// IDOf answers the id of an action's delivery to a surface.
func IDOf(actionID id.UUID, surface action.Surface) id.UUID {
	return actionID.Leaf(uint8(slices.Index(numbers, surface)))
}

// ActionOf answers the action that is delivered, SurfaceOf where to; the surface is
// empty for an id that is no delivery's.
func ActionOf(deliveryID id.UUID) id.UUID { return deliveryID.Stem() }

// SurfaceOf is described with ActionOf.
func SurfaceOf(deliveryID id.UUID) action.Surface {
	if number := int(deliveryID.LeafNumber()); number < len(numbers) {
		return numbers[number]
	}
	return ""
}

// Channels are the surfaces for which a channel is configured.
type Channels []action.Surface

// Route answers where the actions of a decision go, in the order of actions: to each
// of their surfaces but the one whose answer they are in already, and those that wait
// for quiet hours to end. In the background nobody got an answer, so all of them are on
// their way.
func Route(d *decision.Decision, channels Channels) []Delivery {
	var routed []Delivery
	for i := range d.Actions {
		chosen := &d.Actions[i]
		for _, surface := range chosen.Surfaces {
			if surface == d.Surface() || chosen.Deferral.Waits(surface) {
				continue
			}
			routed = append(routed, Delivery{
				ID: IDOf(chosen.ID, surface), Surface: surface, ActorID: d.Actor.ID,
				ExpiresAt: chosen.ExpiresAt, Disabled: !slices.Contains(channels, surface),
			})
		}
	}
	return routed
}

// StopLife is how long a receiver that said it is gone is left alone.
const StopLife = 24 * time.Hour
