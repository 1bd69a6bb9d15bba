package delivery

import (
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// Deferred is a delivery that waits for quiet hours to end.
type Deferred struct {
	// ID, ActorID and the like are those of the delivery that it becomes.
	ID      id.UUID
	Surface action.Surface
	ActorID string
	// Subject is whom a digest is for: an actor, or a repository where there is none, so
	// that no two repositories share one.
	Subject   signal.Subject
	Until     time.Time
	ExpiresAt time.Time
	// Digest is set for what goes out with all else of its subject and surface.
	Digest bool
}

// Delivery is what it becomes when it is released.
func (d *Deferred) Delivery(channels Channels) Delivery {
	return Delivery{
		ID: d.ID, Surface: d.Surface, ActorID: d.ActorID, ExpiresAt: d.ExpiresAt,
		Disabled: !slices.Contains(channels, d.Surface),
	}
}

// Wait answers the deliveries of a decision that wait, in the order of actions.
func Wait(d *decision.Decision) []Deferred {
	var waiting []Deferred
	for i := range d.Actions {
		chosen := &d.Actions[i]
		for _, surface := range chosen.Deferral.Surfaces {
			waiting = append(waiting, Deferred{
				ID: IDOf(chosen.ID, surface), Surface: surface, ActorID: d.Actor.ID, Subject: d.Subject(),
				Until: chosen.Deferral.Until, ExpiresAt: chosen.ExpiresAt, Digest: chosen.Deferral.Digest,
			})
		}
	}
	return waiting
}

// Digest is one message of several actions: one a subject, surface and window, never two
// (product.md, Quiet hours, choice).
type Digest struct {
	// ID stays the same over every try, as a delivery's does. It names its surface.
	ID      id.UUID
	Subject signal.Subject
	ActorID string
	Surface action.Surface
	// Window is named by its end.
	Window time.Time
	// Deliveries are what it is of, in the order of their ids: as it was decided.
	Deliveries []id.UUID
}

// DigestIDOf makes a digest's id of one that is its own: SurfaceOf knows where it goes.
func DigestIDOf(own id.UUID, surface action.Surface) id.UUID { return IDOf(own.Root(), surface) }
