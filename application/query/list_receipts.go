package query

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ListReceipts asks for a page of receipts, newest first (api.md, GET /receipts).
type ListReceipts struct {
	Caller actor.Caller
	// State is empty for all of them.
	State receipt.State
	// Before is the last place of the page before; zero for the first page.
	Before ports.ReceiptPlace
	// Limit is from 1 to 200.
	Limit int
}

// ReceiptPage is the answer; More says that another page follows.
type ReceiptPage struct {
	Items []ports.ReceiptEntry
	More  bool
}

// Authorise implements application.Use. Operators see the list too: it is where they
// find what to redrive.
func (q ListReceipts) Authorise() error { return q.Caller.RequireAdminOrOperator() }

// List carries out ListReceipts.
func (r *Receipts) List(ctx context.Context, q ListReceipts) (ReceiptPage, error) {
	items, err := r.views.ListReceipts(ctx, q.Caller.TenantID, ports.ReceiptFilter{
		State: q.State, Before: q.Before, Limit: q.Limit + 1,
	})
	items, more := page(items, q.Limit)
	return ReceiptPage{Items: items, More: more}, err
}
