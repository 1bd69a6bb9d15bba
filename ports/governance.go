package ports

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Governance knows what a tenant's data are subject to.
type Governance interface {
	// ReadGovernance answers the tenant's configuration. An Unavailable fault is of a service
	// that does not answer, or not as it should; an Invalid one, of one that answers and
	// refuses. Safe to repeat.
	ReadGovernance(ctx context.Context, owner tenant.ID) (tenant.Governance, error)
}
