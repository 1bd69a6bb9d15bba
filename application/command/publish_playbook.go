package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// PublishPlaybook puts a revision in force (api.md, POST /playbooks/{id}/publish).
type PublishPlaybook struct {
	Keyed

	Caller actor.Caller
	Key    playbook.Key
	// Revision 0 means the latest.
	Revision int
	// IfMatch is the version that the caller knows; 0 for any.
	IfMatch int64
}

// Authorise implements application.Use.
func (c PublishPlaybook) Authorise() error { return c.Caller.RequireAdmin() }

// Publish carries out PublishPlaybook. What was valid when it was saved is checked
// again: a release may have narrowed what is allowed.
func (h *PlaybookHandler) Publish(ctx context.Context, c PublishPlaybook) (PlaybookChanged, error) {
	return h.carryOut(ctx, change{
		caller: c.Caller, keyed: c.Keyed, key: c.Key, ifMatch: c.IfMatch,
		action: "playbook.publish", event: event.PlaybookPublished,
		apply: func(ctx context.Context, p playbook.Playbook) (playbook.Playbook, *playbook.Revision, error) {
			wanted, err := h.revision(ctx, p, c.Revision)
			if err != nil {
				return p, nil, err
			}
			if err := h.check(wanted.Definition); err != nil {
				return p, nil, err
			}
			published, frozen, err := p.Publish(wanted, h.admin.clock.Now())
			return published, &frozen, err
		},
	})
}

func (h *PlaybookHandler) revision(ctx context.Context, p playbook.Playbook, number int) (playbook.Revision, error) {
	if number == 0 || number == p.Latest.Number {
		return p.Latest, nil
	}
	return h.reader.ReadRevision(ctx, p.TenantID, p.ID, number)
}
