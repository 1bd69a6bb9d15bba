package query

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/approval"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
)

// GetApproval asks where an action stands with the two people whom it needs (api.md, GET
// /actions/{action_id}/approvals): its actor, approvers and admins may.
type GetApproval struct {
	Caller   actor.Caller
	ActionID id.UUID
}

// Authorise implements application.Use. Whose the action is, is known only when it was
// read.
func (GetApproval) Authorise() error { return nil }

// Approvals answers queries on approvals.
type Approvals struct {
	views ports.ApprovalViews
	clock ports.Clock
}

// NewApprovals makes the handler.
func NewApprovals(views ports.ApprovalViews, clock ports.Clock) *Approvals {
	return &Approvals{views: views, clock: clock}
}

// Get carries out GetApproval. One that nobody began is pending; whether it expired is
// told by the time.
func (a *Approvals) Get(ctx context.Context, q GetApproval) (approval.Status, error) {
	view, err := a.views.ViewApproval(ctx, q.Caller.TenantID, decision.OfAction(q.ActionID), q.ActionID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return approval.Status{}, err
	}
	found, err := approval.Find(&view.Decision, q.ActionID, view.Steps)
	if err != nil {
		return approval.Status{}, err
	}
	if err := found.RequireVisible(q.Caller); err != nil {
		return approval.Status{}, err
	}
	return found.At(a.clock.Now()), nil
}
