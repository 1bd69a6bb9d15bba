package postgres

import (
	"context"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/ports"
)

func queuePolicy(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	if set.PolicyInvalidated {
		q.InvalidatePolicy(ctx, []string{string(set.TenantID)})
	}
	if set.Policy == nil {
		return nil
	}
	q.SavePolicy(ctx, []writedb.SavePolicyParams{{
		TenantID: string(set.TenantID), Revision: set.Policy.Revision, UpdatedAt: set.At,
		Body: canonical.Marshal(set.Policy.Canonical()),
	}})
	return nil
}
