package memory

import (
	"bytes"
	"context"
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ListDecisions implements ports.DecisionViews.
func (s *Store) ListDecisions(_ context.Context, owner tenant.ID, filter ports.DecisionFilter) (ports.DecisionPage, error) {
	var page ports.DecisionPage
	for _, document := range s.rows(owner).decisions {
		decided, err := decision.FromDocument(document)
		if err != nil {
			return page, err
		}
		if wants(filter, &decided) {
			standing, _ := s.receipts.standing(owner, decided.ReceiptID)
			page.Items = append(page.Items, ports.DecisionView{Decision: decided, Receipt: standing.State()})
		}
	}
	slices.SortFunc(page.Items, func(a, b ports.DecisionView) int {
		return bytes.Compare(b.Decision.ID[:], a.Decision.ID[:])
	})
	if len(page.Items) > filter.Limit {
		page.Items = page.Items[:filter.Limit]
		page.Next = page.Items[filter.Limit-1].Decision.ID
	}
	return page, nil
}

func wants(f ports.DecisionFilter, d *decision.Decision) bool {
	fired := func(p decision.Fired) bool { return p.PlaybookID == f.Playbook }
	return (f.ActorID == "" || d.Actor.ID == f.ActorID) && (f.Surface == "" || d.Surface() == f.Surface) &&
		(f.Degraded == nil || *f.Degraded == d.IsDegraded()) && f.Span.Contains(d.CreatedAt) &&
		(f.Playbook.IsZero() || slices.ContainsFunc(d.Fired, fired)) &&
		(f.Before.IsZero() || bytes.Compare(d.ID[:], f.Before[:]) < 0)
}
