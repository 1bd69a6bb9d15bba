package memory

import (
	"bytes"
	"context"
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ReadPlaybook implements ports.PlaybookReader.
func (s *Store) ReadPlaybook(_ context.Context, owner tenant.ID, key playbook.Key) (playbook.Playbook, error) {
	rows := s.rows(owner)
	kept, found := rows.playbooks[key]
	if !found {
		return playbook.Playbook{}, fault.Missing("the playbook")
	}
	kept.Latest = rows.revisions[revisionKey{key, kept.Latest.Number}]
	return kept, nil
}

// ReadRevision implements ports.PlaybookReader.
func (s *Store) ReadRevision(_ context.Context, owner tenant.ID, key playbook.Key, number int) (playbook.Revision, error) {
	revision, found := s.rows(owner).revisions[revisionKey{key, number}]
	if !found {
		return playbook.Revision{}, fault.Missing("the revision")
	}
	return revision, nil
}

// ReadInForce implements ports.PlaybookReader.
func (s *Store) ReadInForce(_ context.Context, owner tenant.ID) (ports.InForce, error) {
	rows := s.rows(owner)
	var published []playbook.Published
	for key, kept := range rows.playbooks {
		if kept.Status == playbook.StatusPublished {
			published = append(published, playbook.Published{
				Playbook: key, Revision: kept.InForce, Definition: rows.revisions[revisionKey{key, kept.InForce}].Definition,
			})
		}
	}
	slices.SortFunc(published, func(a, b playbook.Published) int { return bytes.Compare(a.Playbook[:], b.Playbook[:]) })
	return ports.InForce{Playbooks: published, Experiments: rows.active(), Version: rows.catalogue}, nil
}
