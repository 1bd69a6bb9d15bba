package observed

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Governance watches the calls of the data governance service.
type Governance struct {
	next ports.Governance
	call serviceCall
}

var _ ports.Governance = (*Governance)(nil)

// NewGovernance observes calls of the data governance service.
func NewGovernance(next ports.Governance, calls Calls) *Governance {
	return &Governance{next: next, call: serviceCall{Calls: calls, service: "data_governance", operation: "config"}}
}

// ReadGovernance implements ports.Governance.
func (g *Governance) ReadGovernance(ctx context.Context, owner tenant.ID) (tenant.Governance, error) {
	return watch(ctx, g.call, owner, func(ctx context.Context) (tenant.Governance, error) {
		return g.next.ReadGovernance(ctx, owner)
	}, nil)
}
