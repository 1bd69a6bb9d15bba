package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/ports"
)

// writes is the one write set of an outcome.
func (h *OutcomeHandler) writes(
	ctx context.Context, taken *outcome.Outcome, made *decision.Decision, of *action.Action, by actor.Actor,
) (ports.WriteSet, error) {
	ref, claim, err := h.refOf(ctx, made, by)
	if err != nil {
		return ports.WriteSet{}, err
	}
	body := taken.Receipt(made, of, outcome.Actor{Ref: ref, Type: by.Type}, h.clock.Monotonic())
	return ports.WriteSet{
		TenantID: taken.TenantID, At: taken.RecordedAt, ActorRefs: claim,
		Outcome:  &ports.OutcomeRow{Outcome: *taken, ActionType: of.Type},
		Receipts: []ports.Receipt{ports.ReceiptOf(body)},
		Events:   []event.Event{taken.Event(h.ids.New(taken.RecordedAt), made, of)},
	}, nil
}

// refOf answers what stands for the actor in the receipt. An actor without a
// reference gets one, which the write set claims.
func (h *OutcomeHandler) refOf(
	ctx context.Context, made *decision.Decision, by actor.Actor,
) (id.UUID, []ports.ActorRef, error) {
	if by.ID == made.Actor.ID {
		return made.ActorRef, nil, nil
	}
	ref, _, err := h.refs.ReadActorRef(ctx, made.TenantID, by.ID)
	if err != nil || !ref.IsZero() {
		return ref, nil, err
	}
	ref = h.ids.Random()
	return ref, []ports.ActorRef{{ActorID: by.ID, Ref: ref}}, nil
}
