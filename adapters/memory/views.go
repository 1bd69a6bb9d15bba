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
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

var (
	_ ports.DecisionViews = (*Store)(nil)
	_ ports.PlaybookViews = (*Store)(nil)
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
	state, _ := s.receipts.place(owner, decided.ReceiptID)
	return ports.DecisionView{Decision: decided, Receipt: state}, nil
}

// ViewDecisionReceipt implements ports.DecisionViews.
func (s *Store) ViewDecisionReceipt(ctx context.Context, owner tenant.ID, decisionID id.UUID) (ports.ReceiptView, error) {
	view, err := s.ViewDecision(ctx, owner, decisionID)
	if err != nil {
		return ports.ReceiptView{}, err
	}
	body, found := s.ReceiptBody(owner, view.Decision.ReceiptID)
	if !found {
		return ports.ReceiptView{}, fault.Missing("the receipt")
	}
	state, link := s.receipts.place(owner, view.Decision.ReceiptID)
	if state != receipt.Pending {
		body, err = receipt.Sealed(body, link)
	}
	return ports.ReceiptView{ID: view.Decision.ReceiptID, State: state, Document: body}, err
}

// place answers how far a receipt is, and its link once it is sealed.
func (r *Receipts) place(owner tenant.ID, receiptID id.UUID) (receipt.State, receipt.Link) {
	r.mu.Lock()
	defer r.mu.Unlock()
	chain := r.chain(owner)
	at := slices.IndexFunc(chain.links, func(link receipt.Link) bool { return link.ReceiptID == receiptID })
	if at < 0 {
		return receipt.Pending, receipt.Link{}
	}
	link := chain.links[at]
	refused := slices.ContainsFunc(chain.refused, func(r ports.RefusedReceipt) bool { return r.Sequence == link.Sequence })
	switch {
	case refused:
		return receipt.Failed, link
	case link.Sequence <= chain.emitted:
		return receipt.Emitted, link
	}
	return receipt.SealedState, link
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
