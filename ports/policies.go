package ports

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// PolicyReader reads policies for commands, from the primary.
type PolicyReader interface {
	// ReadPolicy answers the tenant's present policy, the default when it never set one.
	ReadPolicy(ctx context.Context, owner tenant.ID) (tenant.Policy, error)
}

// PolicyViews answer queries on policies.
type PolicyViews interface {
	// ViewPolicy answers the tenant's policy, the default when it never set one.
	ViewPolicy(ctx context.Context, owner tenant.ID) (tenant.Policy, error)
}
