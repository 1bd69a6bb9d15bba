package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ReadPlaybook implements ports.PlaybookReader.
func (r *Reader) ReadPlaybook(ctx context.Context, owner tenant.ID, key playbook.Key) (playbook.Playbook, error) {
	var row writedb.ReadPlaybookRow
	var absent error
	err := r.read(ctx, owner, func(q *writedb.Queries) func() {
		rows := q.ReadPlaybook(ctx, []writedb.ReadPlaybookParams{{TenantID: string(owner), PlaybookID: key}})
		return func() {
			rows.QueryRow(func(_ int, r writedb.ReadPlaybookRow, err error) { row, absent = r, err })
		}
	})
	if err = cmp.Or(err, absent); err != nil {
		return playbook.Playbook{}, missing(err, "the playbook", "read a playbook")
	}
	latest, err := revisionOf(row.PlaybookRevision)
	if err != nil {
		return playbook.Playbook{}, err
	}
	p := row.Playbook
	return playbook.Playbook{
		ID: p.PlaybookID, TenantID: tenant.ID(p.TenantID), Status: playbook.Status(p.Status), Version: p.Version,
		Latest: latest, InForce: int(p.InForce), PauseReason: p.PauseReason,
		CreatedAt: p.CreatedAt.UTC(), UpdatedAt: p.UpdatedAt.UTC(),
	}, nil
}

// ReadRevision implements ports.PlaybookReader.
func (r *Reader) ReadRevision(ctx context.Context, owner tenant.ID, key playbook.Key, number int) (playbook.Revision, error) {
	var row writedb.PlaybookRevision
	var absent error
	err := r.read(ctx, owner, func(q *writedb.Queries) func() {
		rows := q.ReadRevision(ctx, []writedb.ReadRevisionParams{{
			TenantID: string(owner), PlaybookID: key, Revision: int32(number),
		}})
		return func() {
			rows.QueryRow(func(_ int, r writedb.PlaybookRevision, err error) { row, absent = r, err })
		}
	})
	if err = cmp.Or(err, absent); err != nil {
		return playbook.Revision{}, missing(err, "the revision", "read a revision")
	}
	return revisionOf(row)
}

// ReadInForce implements ports.PlaybookReader. The version is read first: a change
// between the reads shows as newer rows under an older version, which the next
// decision reads again, and which an activation loses by.
func (r *Reader) ReadInForce(ctx context.Context, owner tenant.ID) (ports.InForce, error) {
	var version int64
	var rows []writedb.ReadPublishedRow
	var active []writedb.Experiment
	err := r.read(ctx, owner, func(q *writedb.Queries) func() {
		versions := q.ReadCatalogueVersion(ctx, []string{string(owner)})
		published := q.ReadPublished(ctx, []string{string(owner)})
		experiments := q.ReadActiveExperiments(ctx, []string{string(owner)})
		return func() {
			versions.QueryRow(func(_ int, v int64, _ error) { version = v })
			published.Query(func(_ int, r []writedb.ReadPublishedRow, _ error) { rows = r })
			experiments.Query(func(_ int, r []writedb.Experiment, _ error) { active = r })
		}
	})
	if err != nil {
		return ports.InForce{}, translate(err, "read what is in force")
	}
	inForce := ports.InForce{Version: version, Playbooks: make([]playbook.Published, len(rows))}
	for i, row := range rows {
		inForce.Playbooks[i] = playbook.Published{Playbook: row.PlaybookID, Revision: int(row.Revision)}
		if err := json.Unmarshal([]byte(row.Body), &inForce.Playbooks[i].Definition); err != nil {
			return ports.InForce{}, translate(err, "read a published playbook")
		}
	}
	inForce.Experiments, err = experimentsOf(active)
	return inForce, err
}

func revisionOf(row writedb.PlaybookRevision) (playbook.Revision, error) {
	revision := playbook.Revision{Number: int(row.Revision), CreatedAt: row.CreatedAt.UTC()}
	if row.FrozenAt != nil {
		revision.FrozenAt = row.FrozenAt.UTC()
	}
	if err := json.Unmarshal([]byte(row.Body), &revision.Definition); err != nil {
		return revision, translate(fmt.Errorf("revision %d: %w", row.Revision, err), "read a revision")
	}
	return revision, nil
}
