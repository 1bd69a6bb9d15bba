package readmodel

import (
	"context"
	"encoding/json"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// ViewErasure implements ports.ErasureViews.
func (v *Views) ViewErasure(ctx context.Context, owner tenant.ID, key erasure.Key) (erasure.Erasure, error) {
	var row readdb.ViewErasureRow
	err := v.view(ctx, owner, func(q *readdb.Queries) (err error) {
		row, err = q.ViewErasure(ctx, string(owner), key)
		return err
	})
	if err != nil {
		return erasure.Erasure{}, translate(err, "the erasure")
	}
	kept := erasure.Erasure{
		ID: row.ErasureID, TenantID: owner, Alias: row.Alias, State: erasure.State(row.State), Reason: row.Reason,
		RequestedAt: row.RequestedAt.UTC(),
	}
	if row.EndedAt != nil {
		kept.EndedAt = row.EndedAt.UTC()
	}
	return kept, translate(json.Unmarshal(row.Removed, &kept.Removed), "the erasure")
}
