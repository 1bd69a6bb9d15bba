package query

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// GetPolicy asks for a tenant's policy, the default when it never set one (api.md, GET
// /tenants/{tenant_id}/policy).
type GetPolicy struct {
	Caller   actor.Caller
	TenantID tenant.ID
}

// Authorise implements application.Use.
func (q GetPolicy) Authorise() error {
	if err := q.Caller.RequireOwnTenant(q.TenantID); err != nil {
		return err
	}
	return q.Caller.RequireAdmin()
}

// Policies answers queries on policies.
type Policies struct{ views ports.PolicyViews }

// NewPolicies makes the handler.
func NewPolicies(views ports.PolicyViews) *Policies { return &Policies{views: views} }

// Get carries out GetPolicy.
func (p *Policies) Get(ctx context.Context, q GetPolicy) (tenant.Policy, error) {
	return p.views.ViewPolicy(ctx, q.TenantID)
}
