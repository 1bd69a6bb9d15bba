package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

// PlaybookChanged is the answer to every change of a playbook.
type PlaybookChanged struct {
	Committed

	Playbook playbook.Playbook
}

// PlaybookHandler carries out the changes of playbooks. Each use case has a file
// of its own; this one has what they share.
type PlaybookHandler struct {
	reader ports.PlaybookReader
	rules  ports.Rules
	store  ports.Store
	admin  Administration
}

// NewPlaybookHandler makes the handler.
func NewPlaybookHandler(
	reader ports.PlaybookReader, rules ports.Rules, store ports.Store, admin Administration,
) *PlaybookHandler {
	return &PlaybookHandler{reader: reader, rules: rules, store: store, admin: admin}
}

// change is what one use case does to one playbook.
type change struct {
	caller  actor.Caller
	keyed   Keyed
	key     playbook.Key
	ifMatch int64
	action  string
	event   event.Name
	// reason is the admin's own words, kept with the evidence; may be empty.
	reason string
	// apply answers the next state and the revision to store with it, nil for none.
	apply func(ctx context.Context, p playbook.Playbook) (playbook.Playbook, *playbook.Revision, error)
}

// carryOut reads, applies and commits. A lost race is applied anew to the fresh
// state, which a caller with an If-Match will then be told is another version.
func (h *PlaybookHandler) carryOut(ctx context.Context, c change) (PlaybookChanged, error) {
	return anew(func() (PlaybookChanged, error) {
		before, err := h.reader.ReadPlaybook(ctx, c.caller.TenantID, c.key)
		if err != nil {
			return PlaybookChanged{}, err
		}
		if err := before.Expect(c.ifMatch); err != nil {
			return PlaybookChanged{}, err
		}
		after, revision, err := c.apply(ctx, before)
		if err != nil {
			return PlaybookChanged{}, err
		}
		return h.commit(ctx, c, &before, after, revision)
	})
}

func (h *PlaybookHandler) commit(
	ctx context.Context, c change, before *playbook.Playbook, after playbook.Playbook, revision *playbook.Revision,
) (PlaybookChanged, error) {
	set, err := h.admin.writes(ctx, mutation{
		caller: c.caller, at: after.UpdatedAt, action: c.action, resource: "playbook/" + after.ID.String(),
		event: c.event, before: redacted(before), after: withReason(redacted(&after), c.reason),
	})
	if err != nil {
		return PlaybookChanged{}, err
	}
	set.Playbook = &ports.PlaybookChange{
		Playbook: after, Revision: revision, InForceChanged: inForce(before) != inForce(&after),
	}
	return commit(ctx, h.store, set, c.keyed, PlaybookChanged{Playbook: after})
}

// inForce answers the revision that decisions see, 0 for none.
func inForce(p *playbook.Playbook) int {
	if p == nil || p.Status != playbook.StatusPublished {
		return 0
	}
	return p.InForce
}

// redacted answers what the receipt and the audit entry say of a playbook: no
// templates, no conditions.
func redacted(p *playbook.Playbook) canonical.Object {
	if p == nil {
		return nil
	}
	return canonical.Object{
		{Name: "in_force", Value: p.InForce},
		{Name: "latest_revision", Value: p.Latest.Number},
		{Name: "name", Value: p.Latest.Definition.Name},
		{Name: "status", Value: string(p.Status)},
		{Name: "version", Value: p.Version},
	}
}

func withReason(state canonical.Object, reason string) canonical.Object {
	if reason == "" {
		return state
	}
	return append(state, canonical.Member{Name: "reason", Value: reason})
}

// check answers an Invalid fault with every problem of the definition.
func (h *PlaybookHandler) check(definition playbook.Definition) error {
	if problems := h.problems(definition); len(problems) > 0 {
		return fault.InvalidInput(problems)
	}
	return nil
}

func checkReason(reason string) error {
	if problems := signal.TextProblems("reason", reason, playbook.MaxText); len(problems) > 0 {
		return fault.InvalidInput(problems)
	}
	return nil
}

func (h *PlaybookHandler) problems(definition playbook.Definition) []fault.Problem {
	return append(definition.Problems(), h.rules.Check(definition)...)
}
