package delivery

import (
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Message is what a receiver is told: the action, whom and what it concerns, and
// nothing else of the decision's context (downstream.md, Delivery).
type Message struct {
	ID         id.UUID
	DecisionID id.UUID
	TenantID   tenant.ID
	ActorID    string
	ActorType  actor.Type
	Action     action.Action
	Surface    action.Surface
	// Presentation is the action as the surface shows it.
	Presentation action.Presentation
	RepoID       string
	Branch       string
	FilePath     string
	Change       signal.Change
	// Severity and Environment are told by alerts only.
	Severity    signal.Severity
	Environment string
	// DecidedAt is when the action was decided, At when the message was composed.
	DecidedAt, At time.Time
	// Digest has the actions of a digest, as each would be told alone; nil for the message
	// of one action. Action, decision and what they concern are each one's then.
	Digest []Message
	// Held is how many actions the digest was of when quiet hours ended.
	Held int
}

// MessageOf composes the message of a delivery of one of the decision's actions. It
// answers false when the decision has no such action for such a surface: what the
// gates took away is sent by no id either.
func MessageOf(d *decision.Decision, deliveryID id.UUID, now time.Time) (Message, bool) {
	chosen, found := d.Action(ActionOf(deliveryID))
	surface := SurfaceOf(deliveryID)
	if !found || !slices.Contains(chosen.Surfaces, surface) {
		return Message{}, false
	}
	chosen.Deferral = action.Deferral{} // it is on its way
	place := d.Context.Place
	return Message{
		ID: deliveryID, DecisionID: d.ID, TenantID: d.TenantID, ActorID: d.Actor.ID, ActorType: d.ActorType(),
		Action: chosen, Surface: surface, Presentation: chosen.Payload.Present(surface, place.FilePath, d.Change.Line),
		RepoID: place.RepoID, Branch: place.Branch, FilePath: place.FilePath, Change: d.Change,
		Severity: d.Severity, Environment: place.Environment, DecidedAt: d.CreatedAt, At: now,
	}, true
}
