package decision

import "slices"

// Reason says why an action was held back. It is a metric label: the set is closed.
type Reason string

// The reasons of observability.md, mmm_actions_suppressed_total, and those that
// product.md names beside them.
const (
	Snoozed           Reason = "snoozed"
	OptedOut          Reason = "opted_out"
	SurfaceOff        Reason = "surface"
	ActionTypeOff     Reason = "action_type"
	PolicyForbids     Reason = "policy"
	QuietHours        Reason = "quiet_hours"
	Fatigue           Reason = "fatigue"
	Cooldown          Reason = "cooldown"
	Quota             Reason = "quota"
	ExperimentHoldout Reason = "experiment_holdout"
	Safety            Reason = "safety"
	Degraded          Reason = "degraded"
	Contention        Reason = "contention"
	Expired           Reason = "expired"
	// NotRendered: a template could not be evaluated for this signal, or nobody is configured
	// who could write the text, which is not degraded.
	NotRendered Reason = "not_rendered"
)

var sentences = map[Reason]string{
	Snoozed:           "The actor has snoozed the engine.",
	OptedOut:          "The actor has opted out of this kind of action.",
	SurfaceOff:        "No surface of the action is allowed here.",
	ActionTypeOff:     "The tenant does not use this type of action.",
	PolicyForbids:     "The policy does not allow it.",
	QuietHours:        "It is within quiet hours.",
	Fatigue:           "The actor was shown enough lately.",
	Cooldown:          "The same playbook spoke a short while ago.",
	Quota:             "As much was shown as may be.",
	ExperimentHoldout: "The actor is in the held-out group of an experiment.",
	Safety:            "The safety check did not pass.",
	Degraded:          "A service that this needs is unavailable.",
	Contention:        "Other decisions for the same actor went first.",
	Expired:           "It is no longer worth saying.",
	NotRendered:       "Its text could not be made.",
}

// Sentence says the reason in plain words.
func (r Reason) Sentence() string { return sentences[r] }

// Reasons answers the closed set, in alphabetical order.
func Reasons() []Reason {
	all := make([]Reason, 0, len(sentences))
	for reason := range sentences {
		all = append(all, reason)
	}
	slices.Sort(all)
	return all
}
