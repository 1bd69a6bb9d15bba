package postgres

import (
	"context"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/ports"
)

func queueApproval(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	if set.Approval == nil {
		return nil
	}
	step := set.Approval.Step
	q.SaveApprovalStep(ctx, []writedb.SaveApprovalStepParams{{
		TenantID: string(set.TenantID), ActionID: set.Approval.ActionID, DecisionID: set.Approval.DecisionID,
		Version: set.Approval.Version, PersonID: step.By, Verdict: string(step.Verdict), Reason: step.Reason,
		At: step.At, ReceiptID: step.ReceiptID,
	}})
	return nil
}
