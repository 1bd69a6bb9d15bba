package query

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ListRevisions asks for a page of a playbook's revisions, newest first (api.md,
// GET /playbooks/{id}/revisions).
type ListRevisions struct {
	Caller actor.Caller
	Key    playbook.Key
	// Before is the lowest number of the page before; 0 for the first page.
	Before int
	// Limit is from 1 to 200.
	Limit int
}

// RevisionPage is the answer; More says that another page follows.
type RevisionPage struct {
	Items []playbook.Revision
	More  bool
}

// Authorise implements application.Use.
func (q ListRevisions) Authorise() error { return q.Caller.RequireScope(actor.ScopeRead) }

// Revisions carries out ListRevisions.
func (p *Playbooks) Revisions(ctx context.Context, q ListRevisions) (RevisionPage, error) {
	items, err := p.views.ListRevisions(ctx, q.Caller.TenantID, q.Key, ports.RevisionFilter{
		Before: q.Before, Limit: q.Limit + 1,
	})
	items, more := page(items, q.Limit)
	return RevisionPage{Items: items, More: more}, err
}
