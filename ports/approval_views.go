package ports

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/approval"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// ApprovalViews answer queries on approvals.
type ApprovalViews interface {
	// ViewApproval answers the decision and the steps of the action's approval. A decision
	// that does not exist, or that is another tenant's, is a NotFound fault; that it has
	// such an action is not asked.
	ViewApproval(ctx context.Context, owner tenant.ID, decisionID, actionID id.UUID) (ApprovalView, error)
}

// ApprovalView is the approval of an action as it is kept.
type ApprovalView struct {
	Decision decision.Decision
	Steps    approval.Steps
}
