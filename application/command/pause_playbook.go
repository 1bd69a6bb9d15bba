package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// PausePlaybook takes a playbook out of force until it is resumed (api.md, POST
// /playbooks/{id}/pause).
type PausePlaybook struct {
	Keyed

	Caller actor.Caller
	Key    playbook.Key
	// Reason may be empty.
	Reason string
	// IfMatch is the version that the caller knows; 0 for any.
	IfMatch int64
}

// Authorise implements application.Use.
func (c PausePlaybook) Authorise() error { return c.Caller.RequireAdmin() }

// Pause carries out PausePlaybook.
func (h *PlaybookHandler) Pause(ctx context.Context, c PausePlaybook) (PlaybookChanged, error) {
	if err := checkReason(c.Reason); err != nil {
		return PlaybookChanged{}, err
	}
	return h.carryOut(ctx, change{
		caller: c.Caller, keyed: c.Keyed, key: c.Key, ifMatch: c.IfMatch,
		action: "playbook.pause", event: event.PlaybookPaused, reason: c.Reason,
		apply: func(_ context.Context, p playbook.Playbook) (playbook.Playbook, *playbook.Revision, error) {
			paused, err := p.Pause(c.Reason, h.admin.clock.Now())
			return paused, nil, err
		},
	})
}
