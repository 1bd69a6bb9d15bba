package postgres

import (
	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/approval"
)

// stepsOf answers the steps of an approval, of which there is a row or none. The table
// keeps the second step whole or not at all.
func stepsOf(rows []writedb.Approval) approval.Steps {
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
