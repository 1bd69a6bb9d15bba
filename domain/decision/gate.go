package decision

import (
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/action"
)

// gate asks one question of a candidate, and may narrow its surfaces. An empty
// reason lets it pass.
type gate func(in *Inputs, c *Candidate) Reason

// gates stand in the order of product.md, Gate. Preferences narrow what the
// tenant allows and never widen it, so they come before and after it alike.
var gates = []gate{
	notSnoozed,
	allowedByPolicy,
	freshEnough,
	typeAllowed,
	compliant,
	notOptedOut,
	surfacesLeft,
	outsideQuietHours,
	notHeldOut,
}

func pass(in *Inputs, candidates []Candidate) (kept []Candidate, suppressed []Suppression) {
	kept = candidates[:0]
next:
	for _, c := range candidates {
		for _, ask := range gates {
			if reason := ask(in, &c); reason != "" {
				suppressed = append(suppressed, c.suppressed(reason, c.detail))
				continue next
			}
		}
		kept = append(kept, c)
	}
	return kept, suppressed
}

func notSnoozed(in *Inputs, _ *Candidate) Reason {
	if in.Preferences.Snoozed(in.Request.Now) {
		return Snoozed
	}
	return ""
}

func notOptedOut(in *Inputs, c *Candidate) Reason {
	if in.Preferences.OptedOut(c.template().Type) {
		return OptedOut
	}
	return ""
}

// notHeldOut is where experiments hold back.
func notHeldOut(_ *Inputs, c *Candidate) Reason {
	if c.trial == nil || c.trial.heldOut == "" {
		return ""
	}
	c.detail = c.trial.heldOut
	return ExperimentHoldout
}

func allowedByPolicy(in *Inputs, _ *Candidate) Reason {
	if !in.Snapshot.Allowed {
		return PolicyForbids
	}
	return ""
}

// freshEnough holds everything back where the policy may have changed since, and a change
// that was missed could do harm (product.md, Degraded mode).
func freshEnough(in *Inputs, c *Candidate) Reason {
	if in.Snapshot.Stale && (in.Policy.SafetyCritical || in.Snapshot.FailClosed) {
		c.detail = "The policy is not fresh, which it has to be here."
		return Degraded
	}
	return ""
}

// compliant asks the gold standards.
func compliant(in *Inputs, c *Candidate) Reason {
	switch kind := c.template().Type; {
	case in.Compliance.Forbids(kind):
		c.detail = "A gold standard forbids it here."
		return PolicyForbids
	case in.Compliance.Uncertain(kind):
		c.detail = "The gold standards are not known, so only facts are told."
		return Degraded
	}
	return ""
}

func typeAllowed(in *Inputs, c *Candidate) Reason {
	kind := c.template().Type
	switch {
	case !in.Snapshot.AllowsType(kind):
		return PolicyForbids
	case !in.Policy.AllowsType(kind):
		return ActionTypeOff
	}
	return ""
}

// surfacesLeft intersects what the action, the policy and the tenant allow and the
// actor prefers, each surface once: an action goes to a surface by one delivery.
func surfacesLeft(in *Inputs, c *Candidate) Reason {
	left, unwanted := make([]action.Surface, 0, len(c.surfaces)), false
	for _, surface := range c.surfaces {
		switch {
		case slices.Contains(left, surface) || !surfaceAllowed(in, surface):
		case !in.Preferences.Prefers(surface):
			unwanted = true
		default:
			left = append(left, surface)
		}
	}
	c.surfaces = left
	if len(left) > 0 {
		return ""
	}
	if unwanted {
		c.detail = elsewhere
	}
	return SurfaceOff
}

// surfaceAllowed asks the policy and the tenant. A signal without an actor has no IDE
// to show anything in.
func surfaceAllowed(in *Inputs, surface action.Surface) bool {
	nobody := in.Request.Actor.ID == "" && surface == action.IDE
	return !nobody && in.Policy.AllowsSurface(surface) && in.Snapshot.AllowsSurface(surface)
}
