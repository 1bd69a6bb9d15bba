package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/approval"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// approvalStep is a step that was taken, and by whom the reference stands for.
type approvalStep struct {
	caller        actor.Caller
	ref           id.UUID
	policy        tenant.Policy
	made          *decision.Decision
	before, after *approval.Approval
}

// writes is the one write set of a step: the row, a receipt below the decision's, an
// event, and an entry in the audit, which lists approvals beside what admins do
// (observability.md, Audit log).
func (h *ApprovalHandler) writes(ctx context.Context, s approvalStep) ports.WriteSet {
	step := s.after.Steps[len(s.after.Steps)-1]
	of, _ := s.made.Action(s.after.ActionID)
	owner := s.after.TenantID
	body := s.after.Receipt(s.made, &of, approval.Signatory{
		Ref: s.ref, Type: s.caller.Actor.Type, Snapshot: policy.Own(owner, s.policy),
	}, h.admin.clock.Monotonic())
	return ports.WriteSet{
		TenantID: owner, At: step.At,
		Approval: &ports.ApprovalStep{
			DecisionID: s.after.DecisionID, ActionID: s.after.ActionID, Version: s.after.Version(), Step: step,
		},
		Receipts: []ports.Receipt{ports.ReceiptOf(body)},
		Events:   []event.Event{s.after.Event(h.admin.ids.New(step.At), &of)},
		Audit: h.admin.audit(ctx, mutation{
			caller: s.caller, action: "approval." + string(step.Verdict), resource: "action/" + s.after.ActionID.String(),
			before: s.before.Redacted(), after: s.after.Redacted(),
		}),
	}
}
