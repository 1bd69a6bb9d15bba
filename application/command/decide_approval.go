package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/approval"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
)

// DecideApproval approves or rejects an action that demands two people (api.md, POST
// /actions/{action_id}/approvals): its actor first, then a designated approver.
type DecideApproval struct {
	Keyed

	Caller   actor.Caller
	ActionID id.UUID
	Verdict  approval.Verdict
	// Reason may be empty.
	Reason string
}

// ApprovalDecided is the answer.
type ApprovalDecided struct {
	Committed

	Approval approval.Status
}

// Authorise implements application.Use. Whose the action is, and whom the policy
// designates, is known only when it was read.
func (DecideApproval) Authorise() error { return nil }

// Problems answers everything that is wrong with what is asked.
func (c DecideApproval) Problems() []fault.Problem {
	step := approval.Step{Verdict: c.Verdict, Reason: c.Reason}
	return step.Problems()
}

// ApprovalHandler carries out DecideApproval.
type ApprovalHandler struct {
	actions ports.ActionReader
	store   ports.Store
	admin   Administration
}

// NewApprovalHandler makes the handler.
func NewApprovalHandler(actions ports.ActionReader, store ports.Store, admin Administration) *ApprovalHandler {
	return &ApprovalHandler{actions: actions, store: store, admin: admin}
}

// Decide carries out DecideApproval. Of concurrent steps one is taken; the others are
// decided anew over what it left.
func (h *ApprovalHandler) Decide(ctx context.Context, c DecideApproval) (ApprovalDecided, error) {
	if problems := c.Problems(); len(problems) > 0 {
		return ApprovalDecided{}, fault.InvalidInput(problems)
	}
	now := h.admin.clock.Now()
	step := approval.Step{ReceiptID: h.admin.ids.New(now), Verdict: c.Verdict, Reason: c.Reason, At: now}
	return anew(func() (ApprovalDecided, error) { return h.try(ctx, c, step) })
}

func (h *ApprovalHandler) try(ctx context.Context, c DecideApproval, step approval.Step) (ApprovalDecided, error) {
	owner := c.Caller.TenantID
	state, err := h.actions.ReadAction(ctx, owner, decision.OfAction(c.ActionID), c.ActionID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return ApprovalDecided{}, err
	}
	before, err := approval.Find(&state.Decision, c.ActionID, state.Approval)
	if err != nil {
		return ApprovalDecided{}, err
	}
	by, own, claim, err := h.admin.refOf(ctx, owner, c.Caller.Actor.ID)
	if err != nil {
		return ApprovalDecided{}, err
	}
	after, repeated, err := before.Take(step, approval.PersonOf(c.Caller.Actor, own))
	if err != nil {
		return ApprovalDecided{}, err
	}
	answer := ApprovalDecided{Approval: after.At(step.At)}
	if repeated {
		return settle(ctx, h.store, step.At, c.Keyed, answer)
	}
	set := h.writes(ctx, approvalStep{
		caller: c.Caller, ref: by, policy: own, made: &state.Decision, before: &before, after: &after,
	})
	set.ActorRefs = claim
	return commit(ctx, h.store, set, c.Keyed, answer)
}
