package readmodel

import (
	"context"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/approval"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ViewApproval implements ports.ApprovalViews.
func (v *Views) ViewApproval(
	ctx context.Context, owner tenant.ID, decisionID, actionID id.UUID,
) (ports.ApprovalView, error) {
	var body string
	var kept []readdb.Approval
	err := v.view(ctx, owner, func(q *readdb.Queries) (err error) {
		if body, err = q.ViewDecisionBody(ctx, string(owner), decisionID); err != nil {
			return err
		}
		kept, err = q.ViewApproval(ctx, string(owner), actionID)
		return err
	})
	if err != nil {
		return ports.ApprovalView{}, translate(err, "the decision")
	}
	decided, err := decision.FromDocument(body)
	return ports.ApprovalView{Decision: decided, Steps: stepsOf(kept)}, translate(err, "the decision")
}

// stepsOf answers the steps of an approval, of which there is a row or none. The table
// keeps the second step whole or not at all.
func stepsOf(rows []readdb.Approval) approval.Steps {
	if len(rows) == 0 {
		return nil
	}
	row := rows[0]
	steps := approval.Steps{{
		ReceiptID: row.ActorReceiptID, By: row.ActorID, Verdict: approval.Verdict(row.ActorVerdict), Reason: row.ActorReason,
		At: row.ActorAt.UTC(),
	}}
	if row.ApproverID == nil {
		return steps
	}
	return append(steps, approval.Step{
		ReceiptID: *row.ApproverReceiptID, By: *row.ApproverID, Verdict: approval.Verdict(*row.ApproverVerdict),
		Reason: *row.ApproverReason, At: row.ApproverAt.UTC(),
	})
}
