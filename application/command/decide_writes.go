package command

import (
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

// inputs puts together what was read. An actor without a reference gets one,
// which the write set claims.
func (h *DecideHandler) inputs(
	request decision.Request, known ports.DecisionInputs, edition ports.Edition,
) (*decision.Inputs, []ports.ActorRef) {
	inputs := &decision.Inputs{
		Request: request, Policy: known.Policy, Snapshot: known.Snapshot, Preferences: known.Preferences,
		ActorRef: known.ActorRef, Playbooks: edition.Playbooks, Experiments: edition.Experiments,
		Memory: known.Memory, Degraded: known.Degraded,
		Facts: playbook.Facts{
			Signal: request.Signal, Actor: request.Actor, Context: request.Context,
			Recent: signal.WithCurrent(known.Recent, request.Signal), Behaviour: known.Behaviour, Now: request.Now,
		},
	}
	inputs.Env = h.rules.Bind(&inputs.Facts)
	if request.Actor.ID == "" || !known.ActorRef.IsZero() {
		return inputs, nil
	}
	inputs.ActorRef = h.ids.Random()
	return inputs, []ports.ActorRef{{ActorID: request.Actor.ID, Ref: inputs.ActorRef}}
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
