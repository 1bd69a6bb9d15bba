package decision

import (
	"cmp"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/generation"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// Candidate is an action of a playbook that fired, on its way through the steps.
type Candidate struct {
	playbook *playbook.Published
	program  *playbook.Program
	// trial is what experiments make of the playbook; nil without one.
	trial *trial
	// number is the action's place in the playbook.
	number int
	// surfaces are those left by the gates so far.
	surfaces []action.Surface
	payload  action.Payload
	// text is what was generated for it, fit to be shown or not; nil for nothing.
	text *generation.Text
	// missing says why a text that it wants is not there; empty while nobody asked, and where
	// there is one.
	missing Reason
	// bypass is set for one that interrupts quiet hours.
	bypass bool
	// deferral has the surfaces that wait for quiet hours to end.
	deferral action.Deferral
	// detail adds to the reason of the gate that holds it back; empty for nothing.
	detail string
}

func (c *Candidate) template() *playbook.Action { return &c.playbook.Definition.Actions[c.number] }

func (c *Candidate) compiled() *playbook.ActionProgram { return &c.program.Actions[c.number] }

func (c *Candidate) shadow() bool { return c.playbook.Definition.Mode == playbook.Shadow }

func (c *Candidate) suppressed(reason Reason, detail string) Suppression {
	return Suppression{
		PlaybookID: c.playbook.Playbook, Revision: c.playbook.Revision, ActionNumber: c.number,
		Type: c.template().Type, Reason: reason, Detail: detail, Shadow: c.shadow(),
	}
}

func (c *Candidate) action(key id.UUID, now time.Time) action.Action {
	t := c.template()
	return action.Action{
		ID: key, Type: t.Type, Surfaces: c.surfaces,
		PlaybookID: c.playbook.Playbook, Revision: c.playbook.Revision, Payload: c.payload,
		RequiresConsent: t.RequiresConsent, RequiresDualChannel: t.RequiresDualChannel,
		ExpiresAt: c.expiresAt(now), Deferral: c.deferral, Bypass: c.bypass,
	}
}

func (c *Candidate) expiresAt(now time.Time) time.Time {
	return now.Add(time.Duration(c.template().ExpiresInMinutes) * time.Minute)
}

// Suppression is an action that was held back, and why.
type Suppression struct {
	PlaybookID id.UUID
	Revision   int
	// ActionNumber is the action's place in the playbook, from 0.
	ActionNumber int
	Type         action.Type
	Reason       Reason
	// Detail adds to the reason's sentence; it never repeats rendered text.
	Detail string
	// Shadow is set when nobody would have been shown it anyway.
	Shadow bool
}

// elsewhere says that a surface was there, but none that the actor prefers.
const elsewhere = "The actor prefers other surfaces."

// byPolicy reports whether the tenant's policy or the policy service held it back.
// What the actor wanted is no policy.
func (s Suppression) byPolicy() bool {
	return !s.Shadow && (s.Reason == PolicyForbids || s.Reason == ActionTypeOff || s.Reason == SurfaceOff && s.Detail != elsewhere)
}

// rank orders candidates as product.md demands: severity of the signal, the
// playbook's priority, recency and frequency of the signal, then the playbook's
// id, so that a decision is reproducible. One decision has one signal, so that
// recency and frequency tell playbooks apart by the event types they listen to.
func rank(in *Inputs, candidates []Candidate) {
	weights := make(map[*playbook.Published]weight, len(candidates))
	for _, c := range candidates {
		if _, weighed := weights[c.playbook]; !weighed {
			weights[c.playbook] = weigh(in.Facts.Recent, c.playbook)
		}
	}
	slices.SortStableFunc(candidates, func(a, b Candidate) int {
		wa, wb := weights[a.playbook], weights[b.playbook]
		return cmp.Or(
			cmp.Compare(wb.priority, wa.priority),
			wb.last.Compare(wa.last),
			cmp.Compare(wb.count, wa.count),
			slices.Compare(a.playbook.Playbook[:], b.playbook.Playbook[:]),
			cmp.Compare(a.number, b.number),
		)
	})
}

type weight struct {
	priority, count int
	last            time.Time
}

func weigh(recent []signal.Recent, p *playbook.Published) weight {
	w := weight{priority: p.Definition.Limits.Priority}
	for _, s := range recent {
		if !listens(p, s.EventType) {
			continue
		}
		w.count++
		if s.OccurredAt.After(w.last) {
			w.last = s.OccurredAt
		}
	}
	return w
}

func listens(p *playbook.Published, eventType string) bool {
	return slices.ContainsFunc(p.Definition.Triggers, func(t playbook.Trigger) bool {
		return len(t.EventTypes) == 0 || slices.Contains(t.EventTypes, eventType)
	})
}
