package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// InvalidatePolicy has no decision go by what the policy service said of the tenant before,
// its gold standards included, on whichever instance (api.md, POST /policy/invalidate).
type InvalidatePolicy struct {
	Keyed

	Caller actor.Caller
	// TenantID may be empty: the caller's.
	TenantID tenant.ID
}

// PolicyInvalidated is the answer.
type PolicyInvalidated struct{ Committed }

// Authorise implements application.Use.
func (c InvalidatePolicy) Authorise() error {
	if err := c.Caller.RequireTenant(c.TenantID); err != nil {
		return err
	}
	return c.Caller.RequireScope(actor.ScopePolicyInvalidate)
}

// InvalidationHandler carries out InvalidatePolicy.
type InvalidationHandler struct {
	store ports.Store
	admin Administration
}

// NewInvalidationHandler makes the handler.
func NewInvalidationHandler(store ports.Store, admin Administration) *InvalidationHandler {
	return &InvalidationHandler{store: store, admin: admin}
}

// Invalidate carries out InvalidatePolicy. What is kept is forgotten even where the service
// is away: it is known to be wrong.
func (h *InvalidationHandler) Invalidate(ctx context.Context, c InvalidatePolicy) (PolicyInvalidated, error) {
	return anew(func() (PolicyInvalidated, error) {
		set, err := h.admin.writes(ctx, mutation{
			caller: c.Caller, at: h.admin.clock.Now(), action: "policy.invalidate",
			resource: "policy/" + string(c.Caller.TenantID), event: event.PolicyInvalidated,
		})
		if err != nil {
			return PolicyInvalidated{}, err
		}
		set.PolicyInvalidated = true
		return commit(ctx, h.store, set, c.Keyed, PolicyInvalidated{})
	})
}
