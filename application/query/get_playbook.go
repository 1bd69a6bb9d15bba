package query

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/ports"
)

// GetPlaybook asks for one playbook (api.md, GET /playbooks/{id}).
type GetPlaybook struct {
	Caller actor.Caller
	Key    playbook.Key
}

// Authorise implements application.Use.
func (q GetPlaybook) Authorise() error { return q.Caller.RequireScope(actor.ScopeRead) }

// Playbooks answers queries on playbooks.
type Playbooks struct{ views ports.PlaybookViews }

// NewPlaybooks makes the handler.
func NewPlaybooks(views ports.PlaybookViews) *Playbooks { return &Playbooks{views: views} }

// Get carries out GetPlaybook.
func (p *Playbooks) Get(ctx context.Context, q GetPlaybook) (playbook.Playbook, error) {
	return p.views.ViewPlaybook(ctx, q.Caller.TenantID, q.Key)
}
