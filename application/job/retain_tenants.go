package job

import (
	"context"
	"errors"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// period is one tenant with what of it goes now.
type period struct {
	owner tenant.ID
	cuts  tenant.Cuts
}

func (r *Retainer) tenants(ctx context.Context) ([]ports.RetainedTenant, error) {
	var all []ports.RetainedTenant
	for after := tenant.ID(""); ; {
		page, err := r.store.ReadTenants(ctx, after, retainTenants)
		if err != nil || len(page) == 0 {
			return all, err
		}
		all, after = append(all, page...), page[len(page)-1].ID
	}
}

func unreadable(tenants []ports.RetainedTenant) error {
	var errs []error
	for _, t := range tenants {
		errs = append(errs, t.Unreadable)
	}
	return errors.Join(errs...)
}

// periods answers what goes of those of whom anything does.
func (r *Retainer) periods(ctx context.Context, tenants []ports.RetainedTenant, now time.Time) []period {
	var periods []period
	for _, t := range tenants {
		if t.Held() {
			continue
		}
		cuts, _ := r.governed(ctx, t).Cuts(now)
		periods = append(periods, period{t.ID, cuts})
	}
	return periods
}

// governed is the policy under what the governance service says. While it is away the
// tenant's own counts (product.md, Degraded mode): what is kept too long goes tomorrow.
func (r *Retainer) governed(ctx context.Context, t ports.RetainedTenant) tenant.Policy {
	if r.governance == nil {
		return t.Policy
	}
	known, err := r.governance.ReadGovernance(ctx, t.ID)
	if err != nil {
		return t.Policy
	}
	return t.Policy.Under(known)
}

func heldOf(tenants []ports.RetainedTenant) []tenant.ID {
	held := []tenant.ID{}
	for _, t := range tenants {
		if t.Held() {
			held = append(held, t.ID)
		}
	}
	return held
}
