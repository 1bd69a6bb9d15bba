package decision

import (
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

// Limit takes from a proposal, in rank order, what the subject's window and the
// size of one answer leave room for (product.md, step 8). Shadow playbooks have a
// budget of their own, so that watching them changes nothing.
func Limit(in *Inputs, proposal Proposal) Decision {
	live, shadow := budget{in: in}, budget{in: in}
	for _, c := range proposal.candidates {
		if c.shadow() {
			shadow.take(c)
			continue
		}
		live.take(c)
	}
	suppressed := append(append(proposal.suppressed, live.refused...), shadow.refused...)
	decided := newDecision(in, proposal.evaluated.Fired())
	decided.Suppressed = suppressed
	decided.Explanation = explain(in, proposal.evaluated, suppressed, append(live.kept, shadow.kept...))
	for _, c := range live.kept {
		decided.Actions = append(decided.Actions, c.action(decided.nextActionID(), in.Request.Now))
	}
	for _, c := range shadow.kept {
		decided.Shadow = append(decided.Shadow, c.action(decided.nextActionID(), in.Request.Now))
	}
	return decided
}

// nextActionID answers the same ids in the same order for the same decision.
func (d *Decision) nextActionID() id.UUID {
	return d.ID.Branch(uint8(len(d.Actions) + len(d.Shadow) + 1))
}

// mostActions bounds what one decision can hold of live and of shadow actions,
// whatever the tenant allows: each needs a number of its own.
const mostActions = 100

type budget struct {
	in      *Inputs
	kept    []Candidate
	refused []Suppression
}

func (b *budget) take(c Candidate) {
	if reason := b.refuse(&c); reason != "" {
		b.refused = append(b.refused, c.suppressed(reason, ""))
		return
	}
	b.kept = append(b.kept, c)
}

func (b *budget) refuse(c *Candidate) Reason {
	switch {
	case !b.in.Window.Admits(entry(b.in, c)):
		return Fatigue
	case len(b.kept) >= min(b.in.Policy.MaxActionsPerDecision, mostActions):
		return Quota
	}
	return ""
}

func entry(in *Inputs, c *Candidate) fatigue.Entry {
	place := in.Request.Context.Place
	var surface action.Surface
	if len(c.surfaces) > 0 {
		surface = c.surfaces[0]
	}
	return fatigue.Entry{
		At: in.Request.Now, Type: c.template().Type, PlaybookID: c.playbook.Playbook,
		WorkItem: place.RepoID + "@" + place.Branch, Surface: surface,
	}
}
