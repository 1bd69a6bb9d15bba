package memory

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

var (
	_ ports.DecisionViews = (*Store)(nil)
	_ ports.PlaybookViews = (*Store)(nil)

	_ ports.PreferencesViews = (*Store)(nil)
)

// ViewDecision implements ports.DecisionViews.
func (s *Store) ViewDecision(_ context.Context, owner tenant.ID, decisionID id.UUID) (ports.DecisionView, error) {
	document, found := s.rows(owner).decisions[decisionID]
	if !found {
		return ports.DecisionView{}, fault.Missing("the decision")
	}
	decided, err := decision.FromDocument(document)
	if err != nil {
		return ports.DecisionView{}, err
	}
	standing, _ := s.receipts.standing(owner, decided.ReceiptID)
	return ports.DecisionView{Decision: decided, Receipt: standing.State()}, nil
}

// ViewDecisionReceipt implements ports.DecisionViews.
func (s *Store) ViewDecisionReceipt(ctx context.Context, owner tenant.ID, decisionID id.UUID) (ports.ReceiptView, error) {
	view, err := s.ViewDecision(ctx, owner, decisionID)
	if err != nil {
		return ports.ReceiptView{}, err
	}
	return s.ViewReceipt(ctx, owner, view.Decision.ReceiptID)
}

// ViewPlaybook implements ports.PlaybookViews.
func (s *Store) ViewPlaybook(ctx context.Context, owner tenant.ID, key playbook.Key) (playbook.Playbook, error) {
	return s.ReadPlaybook(ctx, owner, key)
}

// ListPlaybooks implements ports.PlaybookViews.
func (s *Store) ListPlaybooks(ctx context.Context, owner tenant.ID, filter ports.PlaybookFilter) ([]playbook.Playbook, error) {
	var page []playbook.Playbook
	for key, kept := range s.rows(owner).playbooks {
		wanted := kept.Status == filter.Status || filter.Status == "" && kept.Status != playbook.StatusDeprecated
		if !wanted || bytes.Compare(key[:], filter.After[:]) <= 0 {
			continue
		}
		latest, err := s.ReadPlaybook(ctx, owner, key)
		if err != nil {
			return nil, err
		}
		page = append(page, latest)
	}
	slices.SortFunc(page, func(a, b playbook.Playbook) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return page[:min(len(page), filter.Limit)], nil
}

// ListRevisions implements ports.PlaybookViews.
func (s *Store) ListRevisions(
	_ context.Context, owner tenant.ID, key playbook.Key, filter ports.RevisionFilter,
) ([]playbook.Revision, error) {
	rows := s.rows(owner)
	if _, found := rows.playbooks[key]; !found {
		return nil, fault.Missing("the playbook")
	}
	var page []playbook.Revision
	for place, revision := range rows.revisions {
		if place.playbook == key && (filter.Before == 0 || place.number < filter.Before) {
			page = append(page, revision)
		}
	}
	slices.SortFunc(page, func(a, b playbook.Revision) int { return cmp.Compare(b.Number, a.Number) })
	return page[:min(len(page), filter.Limit)], nil
}
