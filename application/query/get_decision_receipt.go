package query

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
)

// GetDecisionReceipt asks for the receipt of a decision (api.md, GET
// /decisions/{id}/receipt).
type GetDecisionReceipt struct {
	Caller     actor.Caller
	DecisionID id.UUID
}

// Authorise implements application.Use.
func (q GetDecisionReceipt) Authorise() error { return q.Caller.RequireAdmin() }

// Receipt carries out GetDecisionReceipt.
func (d *Decisions) Receipt(ctx context.Context, q GetDecisionReceipt) (ports.ReceiptView, error) {
	return d.views.ViewDecisionReceipt(ctx, q.Caller.TenantID, q.DecisionID)
}
