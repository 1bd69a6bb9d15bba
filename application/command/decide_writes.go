package command

import (
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

// inputs puts together what was read. An actor without a reference gets one, which the
// write set claims.
func (h *DecideHandler) inputs(
	request decision.Request, known ports.DecisionInputs, edition ports.Edition,
) (*decision.Inputs, []ports.ActorRef) {
	inputs := &decision.Inputs{
		Request: request, Policy: known.Policy, Snapshot: known.Snapshot, Compliance: known.Compliance,
		Preferences: known.Preferences, Playbooks: edition.Playbooks, Experiments: edition.Experiments,
		Memory: known.Memory, Degraded: known.Degraded,
		Facts: playbook.Facts{
			Signal: request.Signal, Actor: request.Actor, Context: request.Context,
			Recent: signal.WithCurrent(known.Recent, request.Signal), Behaviour: known.Behaviour, Now: request.Now,
		},
	}
	inputs.Env = h.rules.Bind(&inputs.Facts)
	var claim []ports.ActorRef
	inputs.ActorRef, claim = h.actorRef(request, known)
	return inputs, claim
}

// actorRef answers what stands for the actor in evidence, and the claim of one that is new.
func (h *DecideHandler) actorRef(request decision.Request, known ports.DecisionInputs) (id.UUID, []ports.ActorRef) {
	if request.Actor.ID == "" || !known.ActorRef.IsZero() {
		return known.ActorRef, nil
	}
	ref := h.ids.Random()
	return ref, []ports.ActorRef{{ActorID: request.Actor.ID, Ref: ref}}
}

// writes is the one write set of a decision.
func (h *DecideHandler) writes(c Decide, decided *decision.Decision, request decision.Request, claim []ports.ActorRef) ports.WriteSet {
	set := ports.WriteSet{
		TenantID: decided.TenantID, At: decided.CreatedAt, ActorRefs: claim,
		Decision: &ports.DecisionRow{Decision: decided, Idempotency: c.Idempotency},
		Receipts: []ports.Receipt{ports.ReceiptOf(decided.Receipt(h.clock.Monotonic()))},
		Events:   []event.Event{decided.Event(h.ids.New(decided.CreatedAt))},
	}
	if request.Surface().Shows() { // in the background it was accepted before
		set.Decision.Signal = request.Signal
	}
	set.Deliveries = delivery.Route(decided, h.channels)
	for _, routed := range set.Deliveries {
		if !routed.Disabled {
			set.Jobs = append(set.Jobs, ports.DeliverAction{TenantID: decided.TenantID, DeliveryID: routed.ID})
		}
	}
	addQuiet(&set, decided)
	return set
}

// fatigueRows are the windows that the decision's actions change. Without an actor and
// a repository there is nobody to remember it of.
func fatigueRows(decided *decision.Decision, remembered []fatigue.Change) []ports.FatigueRow {
	if decided.Subject() == "" {
		return nil
	}
	rows := make([]ports.FatigueRow, len(remembered))
	for i, change := range remembered {
		rows[i] = ports.FatigueRow{Subject: decided.Subject(), Change: change}
		if !change.PlaybookID.IsZero() {
			rows[i].Subject = signal.SubjectOf("", decided.Context.Place.RepoID)
		}
	}
	return rows
}
