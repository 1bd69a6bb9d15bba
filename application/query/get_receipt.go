package query

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
)

// GetReceipt asks for any receipt, whatever it is evidence of (api.md, GET
// /receipts/{receipt_id}).
type GetReceipt struct {
	Caller    actor.Caller
	ReceiptID id.UUID
}

// Authorise implements application.Use.
func (q GetReceipt) Authorise() error { return q.Caller.RequireAdmin() }

// Receipts answers queries on receipts.
type Receipts struct{ views ports.ReceiptViews }

// NewReceipts makes the handler.
func NewReceipts(views ports.ReceiptViews) *Receipts { return &Receipts{views: views} }

// Get carries out GetReceipt.
func (r *Receipts) Get(ctx context.Context, q GetReceipt) (ports.ReceiptView, error) {
	return r.views.ViewReceipt(ctx, q.Caller.TenantID, q.ReceiptID)
}
