package decision

import (
	"slices"
	"strings"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// tooLate says why something does not wait for the end of quiet hours.
const tooLate = "It expires before quiet hours end."

// outsideQuietHours leaves an answer where it was asked for, which interrupts nobody
// (unless quiet hours apply to all). What would be pushed beside it waits for their end
// where the playbook says so and it is worth saying then; else it is dropped, but for a
// bypass.
func outsideQuietHours(in *Inputs, c *Candidate) Reason {
	if !in.Policy.QuietHours.Cover(in.Request.Now) {
		return ""
	}
	choice := c.playbook.Definition.OnQuiet
	if choice == playbook.Defer || choice == playbook.Digest {
		return c.await(in)
	}
	if answers(in, c) {
		c.surfaces = []action.Surface{in.Request.Surface()}
		return ""
	}
	return c.interrupt(in)
}

// answers reports whether the candidate is shown in the answer, quiet hours or not.
func answers(in *Inputs, c *Candidate) bool {
	asked := in.Request.Surface()
	return asked.Shows() && in.Policy.QuietHours.AppliesTo != tenant.QuietAll && slices.Contains(c.surfaces, asked)
}

// await has all surfaces wait but the one that is answered. What expires first goes
// nowhere else.
func (c *Candidate) await(in *Inputs) Reason {
	waiting, shown := c.surfaces, answers(in, c)
	if shown {
		waiting = without(c.surfaces, in.Request.Surface())
	}
	until := in.Policy.QuietHours.Until(in.Request.Now).UTC()
	switch late := !until.Before(c.expiresAt(in.Request.Now)); {
	case late && shown:
		c.surfaces = []action.Surface{in.Request.Surface()}
	case late:
		c.detail = tooLate
		return Expired
	case len(waiting) > 0:
		c.deferral = action.Deferral{
			Surfaces: waiting, Until: until, Digest: c.playbook.Definition.OnQuiet == playbook.Digest,
		}
	}
	return ""
}

// interrupt lets only a bypass through, narrowed to where it may interrupt: the alert
// surface, for a critical signal.
func (c *Candidate) interrupt(in *Inputs) Reason {
	critical := in.Request.Signal != nil && in.Request.Signal.Severity == signal.Critical
	alert := slices.Contains(c.surfaces, action.Alert)
	if c.playbook.Definition.OnQuiet == playbook.Bypass && critical && alert {
		c.surfaces, c.bypass = []action.Surface{action.Alert}, true
		return ""
	}
	return QuietHours
}

// fate adds to the explanation of a candidate that is kept; empty for nothing to add.
func (c *Candidate) fate() string { return strings.TrimSpace(c.detail + " " + c.waits()) }

func (c *Candidate) waits() string {
	switch waits := c.deferral; {
	case c.bypass:
		return "It interrupts quiet hours."
	case len(waits.Surfaces) == 0:
		return ""
	case waits.Digest:
		return "It waits for quiet hours to end, " + waits.Until.Format(time.RFC3339) + ", and goes out in a digest."
	default:
		return "It waits for quiet hours to end, " + waits.Until.Format(time.RFC3339) + "."
	}
}
