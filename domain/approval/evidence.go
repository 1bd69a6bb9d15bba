package approval

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
)

// Signatory is who took a step, as receipts name people.
type Signatory struct {
	Ref  id.UUID
	Type actor.Type
	// Snapshot is of the policy that made them an approver: the one in force now, not
	// the decision's.
	Snapshot policy.Snapshot
}

// Receipt answers the evidence of the latest step; its parent is the decision's receipt
// (downstream.md, ERIS). People stand there by reference, a reason not at all: those are
// their own words.
func (a *Approval) Receipt(d *decision.Decision, of *action.Action, by Signatory, monotonic time.Duration) receipt.Body {
	step := a.latest()
	return receipt.Body{
		ID: step.ReceiptID, Parent: d.ReceiptID, TenantID: a.TenantID, At: step.At, Monotonic: monotonic,
		EvaluationPoint: d.Context.EvaluationPoint, PolicyVersionIDs: by.Snapshot.VersionIDs, SnapshotHash: by.Snapshot.Hash,
		Inputs: canonical.Object{
			{Name: "action_id", Value: a.ActionID.String()}, {Name: "actor_ref", Value: by.Ref.String()},
			{Name: "actor_type", Value: string(by.Type)}, {Name: "decision_id", Value: a.DecisionID.String()},
			{Name: "surface", Value: string(d.Surface())}, {Name: "tenant_id", Value: string(a.TenantID)},
		},
		Result: canonical.Object{
			{Name: "action_type", Value: string(of.Type)}, {Name: "approval", Value: string(a.Steps.Standing())},
			{Name: "approval_step", Value: a.Version()}, {Name: "decision", Value: string(step.Verdict)},
		},
		Status: receipt.Pass, Rationale: "an action's approval is " + string(a.Steps.Standing()), RepoID: d.EvidentRepo(),
		ActorType: string(by.Type), Environment: d.EvidentEnvironment(),
		Severity: d.Severity.String(),
	}
}

// Event answers what followers learn of the latest step: ids and what aggregates need.
func (a *Approval) Event(key id.UUID, of *action.Action) event.Event {
	step := a.latest()
	return event.Event{
		ID: key, TenantID: a.TenantID, Name: event.ApprovalDecided, At: step.At, ReceiptID: step.ReceiptID,
		Body: canonical.Object{
			{Name: "action_id", Value: a.ActionID.String()}, {Name: "action_type", Value: string(of.Type)},
			{Name: "approval", Value: string(a.Steps.Standing())}, {Name: "decision", Value: string(step.Verdict)},
			{Name: "decision_id", Value: a.DecisionID.String()}, {Name: "playbook_id", Value: of.PlaybookID.String()},
			{Name: "revision", Value: of.Revision},
		},
	}
}

// Redacted answers what the audit says of the approval: nothing that names somebody, and
// nobody's words.
func (a *Approval) Redacted() canonical.Object {
	return canonical.Object{
		{Name: "decision_id", Value: a.DecisionID.String()}, {Name: "state", Value: string(a.Steps.Standing())},
		{Name: "steps", Value: a.Version()},
	}
}

// latest answers the step taken last; there is one.
func (a *Approval) latest() *Step { return &a.Steps[len(a.Steps)-1] }
