package query

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ListPlaybooks asks for a page of playbooks (api.md, GET /playbooks).
type ListPlaybooks struct {
	Caller actor.Caller
	// Status is empty for all but deprecated ones.
	Status playbook.Status
	// After is the last id of the page before; zero for the first page.
	After playbook.Key
	// Limit is from 1 to 200.
	Limit int
}

// PlaybookPage is the answer; More says that another page follows.
type PlaybookPage struct {
	Items []playbook.Playbook
	More  bool
}

// Authorise implements application.Use.
func (q ListPlaybooks) Authorise() error { return q.Caller.RequireScope(actor.ScopeRead) }

// List carries out ListPlaybooks.
func (p *Playbooks) List(ctx context.Context, q ListPlaybooks) (PlaybookPage, error) {
	items, err := p.views.ListPlaybooks(ctx, q.Caller.TenantID, ports.PlaybookFilter{
		Status: q.Status, After: q.After, Limit: q.Limit + 1,
	})
	items, more := page(items, q.Limit)
	return PlaybookPage{Items: items, More: more}, err
}

// page cuts off the one more that was read to learn whether another page follows.
func page[T any](items []T, limit int) ([]T, bool) {
	if len(items) <= limit {
		return items, false
	}
	return items[:limit], true
}
