package readmodel

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ViewPlaybook implements ports.PlaybookViews.
func (v *Views) ViewPlaybook(ctx context.Context, owner tenant.ID, key playbook.Key) (playbook.Playbook, error) {
	var row readdb.ViewPlaybookRow
	err := v.view(ctx, owner, func(q *readdb.Queries) (err error) {
		row, err = q.ViewPlaybook(ctx, string(owner), key)
		return err
	})
	if err != nil {
		return playbook.Playbook{}, translate(err, "the playbook")
	}
	kept, err := playbookOf(readdb.ListPlaybooksRow(row))
	return kept, translate(err, "the playbook")
}

// ListPlaybooks implements ports.PlaybookViews.
func (v *Views) ListPlaybooks(ctx context.Context, owner tenant.ID, filter ports.PlaybookFilter) ([]playbook.Playbook, error) {
	var rows []readdb.ListPlaybooksRow
	err := v.view(ctx, owner, func(q *readdb.Queries) (err error) {
		rows, err = q.ListPlaybooks(ctx, readdb.ListPlaybooksParams{
			TenantID: string(owner), After: filter.After, Status: string(filter.Status),
			Most: int32(filter.Limit),
		})
		return err
	})
	if err != nil {
		return nil, translate(err, "the playbooks")
	}
	page, err := each(rows, playbookOf)
	return page, translate(err, "the playbooks")
}

// ListRevisions implements ports.PlaybookViews. A playbook always has a revision,
// but a page may lie behind the last one, so the playbook is asked for by itself.
func (v *Views) ListRevisions(
	ctx context.Context, owner tenant.ID, key playbook.Key, filter ports.RevisionFilter,
) ([]playbook.Revision, error) {
	var rows []readdb.PlaybookRevision
	err := v.view(ctx, owner, func(q *readdb.Queries) error {
		if _, err := q.ViewPlaybook(ctx, string(owner), key); err != nil {
			return fmt.Errorf("read the playbook: %w", err)
		}
		var err error
		rows, err = q.ListRevisions(ctx, readdb.ListRevisionsParams{
			TenantID: string(owner), PlaybookID: key,
			Before: int32(filter.Before), Most: int32(filter.Limit),
		})
		return err
	})
	if err != nil {
		return nil, translate(err, "the playbook")
	}
	page, err := each(rows, revisionOf)
	return page, translate(err, "the revisions")
}

func playbookOf(row readdb.ListPlaybooksRow) (playbook.Playbook, error) {
	latest, err := revisionOf(row.PlaybookRevision)
	p := row.Playbook
	return playbook.Playbook{
		ID: p.PlaybookID, TenantID: tenant.ID(p.TenantID), Status: playbook.Status(p.Status), Version: p.Version,
		Latest: latest, InForce: int(p.InForce), PauseReason: p.PauseReason,
		CreatedAt: p.CreatedAt.UTC(), UpdatedAt: p.UpdatedAt.UTC(),
	}, err
}

func revisionOf(row readdb.PlaybookRevision) (playbook.Revision, error) {
	revision := playbook.Revision{Number: int(row.Revision), CreatedAt: row.CreatedAt.UTC()}
	if row.FrozenAt != nil {
		revision.FrozenAt = row.FrozenAt.UTC()
	}
	if err := json.Unmarshal([]byte(row.Body), &revision.Definition); err != nil {
		return revision, fmt.Errorf("read revision %d of playbook %s: %w", row.Revision, row.PlaybookID, err)
	}
	return revision, nil
}
