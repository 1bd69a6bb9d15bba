package query

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// GetReceiptChain asks for the head of a tenant's chain (api.md, GET
// /tenants/{tenant_id}/receipts/chain).
type GetReceiptChain struct {
	Caller   actor.Caller
	TenantID tenant.ID
}

// Authorise implements application.Use.
func (q GetReceiptChain) Authorise() error {
	if err := q.Caller.RequireOwnTenant(q.TenantID); err != nil {
		return err
	}
	return q.Caller.RequireAdmin()
}

// Chain carries out GetReceiptChain. A tenant that nothing is sealed of has the chain
// that nothing follows yet.
func (r *Receipts) Chain(ctx context.Context, q GetReceiptChain) (ports.ChainView, error) {
	return r.views.ViewChain(ctx, q.TenantID)
}
