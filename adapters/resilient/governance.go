package resilient

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// GovernanceTimeout bounds one call (downstream.md, Data Governance).
const GovernanceTimeout = 500 * time.Millisecond

// Governance decorates ports.Governance.
type Governance struct {
	next ports.Governance
	guarded
}

var _ ports.Governance = (*Governance)(nil)

// NewGovernance decorates next.
func NewGovernance(next ports.Governance, breaker *Breaker, timeout time.Duration) *Governance {
	return &Governance{next: next, guarded: guarded{breaker: breaker, timeout: timeout}}
}

// ReadGovernance implements ports.Governance.
func (g *Governance) ReadGovernance(ctx context.Context, owner tenant.ID) (tenant.Governance, error) {
	return ask(ctx, g.guarded, func(ctx context.Context) (tenant.Governance, error) {
		return g.next.ReadGovernance(ctx, owner)
	})
}
