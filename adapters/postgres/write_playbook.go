package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/ports"
)

func queuePlaybook(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	if set.Playbook == nil {
		return nil
	}
	p := set.Playbook.Playbook
	q.SavePlaybook(ctx, []writedb.SavePlaybookParams{{
		TenantID: string(set.TenantID), PlaybookID: p.ID, Name: p.Latest.Definition.Name, Status: string(p.Status),
		Version: p.Version, LatestRevision: int32(p.Latest.Number), InForce: int32(p.InForce),
		PauseReason: p.PauseReason, CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt,
	}})
	if set.Playbook.InForceChanged {
		q.BumpCatalogue(ctx, []string{string(set.TenantID)})
	}
	return queueRevision(ctx, q, set)
}

func queueRevision(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	revision := set.Playbook.Revision
	if revision == nil {
		return nil
	}
	body, err := json.Marshal(revision.Definition)
	if err != nil {
		return fmt.Errorf("write revision %d as a document: %w", revision.Number, err)
	}
	q.SaveRevision(ctx, []writedb.SaveRevisionParams{{
		TenantID: string(set.TenantID), PlaybookID: set.Playbook.Playbook.ID, Revision: int32(revision.Number),
		Body: string(body), CreatedAt: revision.CreatedAt, FrozenAt: orNull(revision.FrozenAt),
	}})
	return nil
}

func orNull(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}
