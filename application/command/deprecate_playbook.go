package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// DeprecatePlaybook takes a playbook out of force for good (api.md, DELETE
// /playbooks/{id}). Its revisions stay, since decisions name them.
type DeprecatePlaybook struct {
	Caller actor.Caller
	Key    playbook.Key
	// IfMatch is the version that the caller knows; 0 for any.
	IfMatch int64
}

// Authorise implements application.Use.
func (c DeprecatePlaybook) Authorise() error { return c.Caller.RequireAdmin() }

// Deprecate carries out DeprecatePlaybook.
func (h *PlaybookHandler) Deprecate(ctx context.Context, c DeprecatePlaybook) (PlaybookChanged, error) {
	return h.carryOut(ctx, change{
		caller: c.Caller, key: c.Key, ifMatch: c.IfMatch,
		action: "playbook.deprecate", event: event.PlaybookDeprecated,
		apply: func(_ context.Context, p playbook.Playbook) (playbook.Playbook, *playbook.Revision, error) {
			deprecated, err := p.Deprecate(h.admin.clock.Now())
			return deprecated, nil, err
		},
	})
}
