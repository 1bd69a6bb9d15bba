package outcome

import (
	"cmp"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
)

// Actor is whom an outcome is of, as receipts name people.
type Actor struct {
	Ref id.UUID
	// Type is empty where nobody who is known to the engine said it.
	Type actor.Type
}

// said answers what the inputs tell of the type: nothing where it is not known, which
// the receipt contract allows there.
func (a Actor) said() canonical.Object {
	if a.Type == "" {
		return nil
	}
	return canonical.Object{{Name: "actor_type", Value: string(a.Type)}}
}

// Receipt answers the evidence of the outcome; its parent is the decision's receipt
// (downstream.md, ERIS). The actor stands there by reference, the reason not at all:
// those are the actor's own words. An actor of unknown type is told apart from a
// person: as service, like where there is no actor, since the contract wants one.
func (o *Outcome) Receipt(d *decision.Decision, of *action.Action, by Actor, monotonic time.Duration) receipt.Body {
	return receipt.Body{
		ID: o.ReceiptID, Parent: d.ReceiptID, TenantID: o.TenantID, At: o.RecordedAt, Monotonic: monotonic,
		EvaluationPoint: d.Context.EvaluationPoint, PolicyVersionIDs: d.Snapshot.VersionIDs, SnapshotHash: d.Snapshot.Hash,
		Inputs: append(canonical.Object{
			{Name: "action_id", Value: o.ActionID.String()}, {Name: "actor_ref", Value: by.Ref.String()},
			{Name: "decision_id", Value: o.DecisionID.String()},
			{Name: "surface", Value: string(d.Surface())}, {Name: "tenant_id", Value: string(o.TenantID)},
		}, by.said()...),
		Result: canonical.Object{
			{Name: "action_type", Value: string(of.Type)},
			{Name: "occurred_at", Value: o.OccurredAt.UTC().Format(time.RFC3339Nano)},
			{Name: "outcome", Value: string(o.Result)}, {Name: "outcome_id", Value: o.ID.String()},
		},
		Status: receipt.Pass, Rationale: "an action was " + o.Result.verb(), RepoID: d.EvidentRepo(),
		ActorType: string(cmp.Or(by.Type, actor.Service)), Environment: d.EvidentEnvironment(),
		Severity: d.Severity.String(),
	}
}

// Event answers what followers learn of the outcome: ids and what aggregates need. The
// actor is the one that the action was for, whoever reported what became of it.
func (o *Outcome) Event(key id.UUID, d *decision.Decision, of *action.Action) event.Event {
	body := canonical.Object{
		{Name: "action_id", Value: o.ActionID.String()}, {Name: "action_type", Value: string(of.Type)},
		{Name: "decision_id", Value: o.DecisionID.String()}, {Name: "playbook_id", Value: of.PlaybookID.String()},
		{Name: "result", Value: string(o.Result)}, {Name: "revision", Value: of.Revision},
		{Name: "surface", Value: string(d.Surface())},
	}
	if !d.ActorRef.IsZero() {
		body = append(body, canonical.Member{Name: "actor_ref", Value: d.ActorRef.String()})
	}
	if counts := d.ExperimentsThrough(of.PlaybookID); len(counts) > 0 {
		body = append(body, canonical.Member{Name: "experiments", Value: counts})
	}
	return event.Event{
		ID: key, TenantID: o.TenantID, Name: event.OutcomeRecorded, At: o.RecordedAt, ReceiptID: o.ReceiptID, Body: body,
	}
}
