package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// CreatePlaybook makes a draft (api.md, POST /playbooks).
type CreatePlaybook struct {
	Keyed

	Caller     actor.Caller
	Definition playbook.Definition
}

// Authorise implements application.Use.
func (c CreatePlaybook) Authorise() error { return c.Caller.RequireAdmin() }

// Create carries out CreatePlaybook.
func (h *PlaybookHandler) Create(ctx context.Context, c CreatePlaybook) (PlaybookChanged, error) {
	if err := h.check(c.Definition); err != nil {
		return PlaybookChanged{}, err
	}
	now := h.admin.clock.Now()
	created := playbook.New(h.admin.ids.New(now), c.Caller.TenantID, c.Definition, now)
	as := change{caller: c.Caller, keyed: c.Keyed, action: "playbook.create", event: event.PlaybookCreated}
	return anew(func() (PlaybookChanged, error) { return h.commit(ctx, as, nil, created, &created.Latest) })
}
