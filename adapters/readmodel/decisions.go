package readmodel

import (
	"context"
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ViewDecision implements ports.DecisionViews.
func (v *Views) ViewDecision(ctx context.Context, owner tenant.ID, decisionID id.UUID) (ports.DecisionView, error) {
	var row readdb.ViewDecisionRow
	err := v.view(ctx, owner, func(q *readdb.Queries) (err error) {
		row, err = q.ViewDecision(ctx, string(owner), decisionID)
		return err
	})
	if err != nil {
		return ports.DecisionView{}, translate(err, "the decision")
	}
	decided, err := decision.FromDocument(row.Body)
	if err != nil {
		return ports.DecisionView{}, translate(err, "the decision")
	}
	standing := standingRow{row.Sequence, row.Emitted, row.Reason, row.FailedAt, row.RequeuedAt, row.SettledAt}
	return ports.DecisionView{Decision: decided, Receipt: standing.of().State()}, nil
}

// ViewDecisionReceipt implements ports.DecisionViews.
func (v *Views) ViewDecisionReceipt(ctx context.Context, owner tenant.ID, decisionID id.UUID) (ports.ReceiptView, error) {
	var row readdb.ViewReceiptRow
	err := v.view(ctx, owner, func(q *readdb.Queries) error {
		receiptID, err := q.ReceiptOfDecision(ctx, string(owner), decisionID)
		if err != nil {
			return fmt.Errorf("find the decision's receipt: %w", err)
		}
		row, err = q.ViewReceipt(ctx, string(owner), receiptID)
		return err
	})
	if err != nil {
		return ports.ReceiptView{}, translate(err, "the receipt")
	}
	return receiptOf(row)
}
