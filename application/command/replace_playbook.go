package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// ReplacePlaybook stores another definition as the draft (api.md, PUT /playbooks/{id}).
type ReplacePlaybook struct {
	Keyed

	Caller     actor.Caller
	Key        playbook.Key
	Definition playbook.Definition
	// IfMatch is the version that the caller knows; 0 for any.
	IfMatch int64
}

// Authorise implements application.Use.
func (c ReplacePlaybook) Authorise() error { return c.Caller.RequireAdmin() }

// Replace carries out ReplacePlaybook.
func (h *PlaybookHandler) Replace(ctx context.Context, c ReplacePlaybook) (PlaybookChanged, error) {
	if err := h.check(c.Definition); err != nil {
		return PlaybookChanged{}, err
	}
	return h.carryOut(ctx, change{
		caller: c.Caller, keyed: c.Keyed, key: c.Key, ifMatch: c.IfMatch,
		action: "playbook.update", event: event.PlaybookReplaced,
		apply: func(_ context.Context, p playbook.Playbook) (playbook.Playbook, *playbook.Revision, error) {
			replaced, err := p.Replace(c.Definition, h.admin.clock.Now())
			return replaced, &replaced.Latest, err
		},
	})
}
