package postgres

import (
	"context"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/ports"
)

// queueErased refuses sets that name an actor who is being erased. It comes after the
// transaction was given its number, and before an erasure that one of the sets begins.
func queueErased(ctx context.Context, q *writedb.Queries, sets []prepared) {
	var rows writedb.RefuseErasedParams
	for i := range sets {
		for _, actorID := range sets[i].Actors() {
			rows.TenantIds = append(rows.TenantIds, string(sets[i].TenantID))
			rows.ActorIds = append(rows.ActorIds, actorID)
		}
	}
	if len(rows.ActorIds) > 0 {
		q.RefuseErased(ctx, []writedb.RefuseErasedParams{rows})
	}
}

func queueErasure(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	if set.Erasure == nil {
		return nil
	}
	e := &set.Erasure.Erasure
	if e.State == erasure.Pending {
		q.RequestErasure(ctx, []writedb.RequestErasureParams{{
			TenantID: string(set.TenantID), ErasureID: e.ID, ActorID: &e.ActorID, Alias: e.Alias, Reason: e.Reason,
			RequestedBy: e.RequestedBy, AdminType: string(e.AdminType), RequestedAt: e.RequestedAt,
		}})
		return nil
	}
	q.EndErasure(ctx, []writedb.EndErasureParams{{
		TenantID: string(set.TenantID), ErasureID: e.ID, State: string(e.State), Reason: e.Reason, EndedAt: &e.EndedAt,
	}})
	return nil
}
