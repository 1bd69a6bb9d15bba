package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// ResumePlaybook puts a paused playbook back in force (api.md, POST
// /playbooks/{id}/resume).
type ResumePlaybook struct {
	Keyed

	Caller actor.Caller
	Key    playbook.Key
	// Reason may be empty.
	Reason string
	// IfMatch is the version that the caller knows; 0 for any.
	IfMatch int64
}

// Authorise implements application.Use.
func (c ResumePlaybook) Authorise() error { return c.Caller.RequireAdmin() }

// Resume carries out ResumePlaybook.
func (h *PlaybookHandler) Resume(ctx context.Context, c ResumePlaybook) (PlaybookChanged, error) {
	if err := checkReason(c.Reason); err != nil {
		return PlaybookChanged{}, err
	}
	return h.carryOut(ctx, change{
		caller: c.Caller, keyed: c.Keyed, key: c.Key, ifMatch: c.IfMatch,
		action: "playbook.resume", event: event.PlaybookResumed, reason: c.Reason,
		apply: func(_ context.Context, p playbook.Playbook) (playbook.Playbook, *playbook.Revision, error) {
			resumed, err := p.Resume(h.admin.clock.Now())
			return resumed, nil, err
		},
	})
}
