package cached

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

const (
	// GovernanceFresh is how long a tenant's configuration is taken as it is. No contract
	// names it; it is what a ruling has.
	GovernanceFresh = time.Minute
	// mostGoverned bounds for how many tenants it is held, at about a hundred bytes each.
	mostGoverned = 100_000
)

// Governance decorates ports.Governance.
type Governance struct {
	next  ports.Governance
	ahead *ahead[tenant.Governance]
}

var _ ports.Governance = (*Governance)(nil)

// NewGovernance decorates next, which must set a time limit of its own: calls outlast their
// callers.
func NewGovernance(next ports.Governance, clock ports.Clock) (*Governance, error) {
	kept, err := newAhead[tenant.Governance](mostGoverned, GovernanceFresh, clock, func(string) {})
	if err != nil {
		return nil, err
	}
	return &Governance{next: next, ahead: kept}, nil
}

// ReadGovernance implements ports.Governance.
func (g *Governance) ReadGovernance(ctx context.Context, owner tenant.ID) (tenant.Governance, error) {
	return g.ahead.get(ctx, string(owner), func(ctx context.Context) (tenant.Governance, error) {
		return g.next.ReadGovernance(ctx, owner)
	})
}
