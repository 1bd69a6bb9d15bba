package outcome

import (
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/approval"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// History is the outcomes of one action, in the order of their stages.
type History []Outcome

// Take answers what a report comes to: the outcome as it is, which is the history's
// next one, or the one that is recorded already, for to report the same result twice
// is to report the same outcome. An outcome that Admit refuses is a Conflict.
func (h History) Take(
	reported Outcome, of *action.Action, approved approval.State,
) (taken Outcome, repeated bool, err error) {
	known := slices.IndexFunc(h, func(o Outcome) bool { return o.Result == reported.Result })
	if known >= 0 {
		return h[known], true, nil
	}
	return reported, false, h.Admit(reported.Result, of, approved)
}

// Admit refuses a result that the action's history does not lead to, and the
// execution of what nobody was allowed to execute: a Multiplier needs the actor's
// consent, which is to have accepted it, and where it demands a second person, the
// full approval as well.
func (h History) Admit(result Result, of *action.Action, approved approval.State) error {
	last := Result("")
	if len(h) > 0 {
		last = h[len(h)-1].Result
	}
	if last != result.follows() {
		return fault.New(fault.Conflict, "ILLEGAL_ORDER", "an action that "+last.standing()+" cannot become "+string(result)+
			": shown comes first, then one of ignored, dismissed, accepted; after accepted comes executed or failed")
	}
	if result == Executed && of.RequiresDualChannel && approved != approval.FullyApproved {
		return fault.New(fault.Conflict, "APPROVAL_REQUIRED",
			"the action needs the approval of its actor and of a second person, which it does not have")
	}
	return nil
}
