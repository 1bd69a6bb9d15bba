package readmodel

import (
	"context"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
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
	return ports.DecisionView{Decision: decided, Receipt: stateOf(row.Sequence, row.Emitted, row.Failed)}, nil
}

// ViewDecisionReceipt implements ports.DecisionViews.
func (v *Views) ViewDecisionReceipt(ctx context.Context, owner tenant.ID, decisionID id.UUID) (ports.ReceiptView, error) {
	var row readdb.ViewReceiptRow
	err := v.view(ctx, owner, func(q *readdb.Queries) (err error) {
		row, err = q.ViewReceipt(ctx, string(owner), decisionID)
		return err
	})
	if err != nil {
		return ports.ReceiptView{}, translate(err, "the receipt")
	}
	document, err := documentOf(row)
	if err != nil {
		return ports.ReceiptView{}, translate(err, "the receipt")
	}
	return ports.ReceiptView{
		ID: row.ReceiptID, State: stateOf(row.Sequence, row.Emitted, row.Failed), Document: document,
	}, nil
}

// stateOf answers how far a receipt is: it has a sequence once it is sealed, and
// the tenant's watermark says up to where the evidence service has what it takes.
func stateOf(sequence, emitted, failed *int64) receipt.State {
	switch {
	case sequence == nil:
		return receipt.Pending
	case failed != nil:
		return receipt.Failed
	case emitted != nil && *sequence <= *emitted:
		return receipt.Emitted
	}
	return receipt.SealedState
}

func documentOf(row readdb.ViewReceiptRow) (string, error) {
	if row.Sequence == nil || row.PrevHash == nil || row.Kid == nil || row.Signature == nil {
		return row.Body, nil
	}
	return receipt.Sealed(row.Body, receipt.Link{
		ReceiptID: row.ReceiptID, Sequence: *row.Sequence, PrevHash: *row.PrevHash, KID: *row.Kid, Signature: *row.Signature,
	})
}
