package outcome

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// MaxReason bounds a reason, in bytes.
const MaxReason = 1024

// Outcome is one thing that became of an action. It is never changed.
type Outcome struct {
	ID, ReceiptID        id.UUID
	TenantID             tenant.ID
	DecisionID, ActionID id.UUID
	// ActorID is who saw or answered it. It never stands in receipts or events.
	ActorID string
	Result  Result
	// Reason is the actor's own words; required where Result.NeedsReason.
	Reason string
	// OccurredAt is the reporter's time, RecordedAt ours.
	OccurredAt, RecordedAt time.Time
}

// Problems answers everything that is wrong with what was reported.
func (o *Outcome) Problems() []fault.Problem {
	var problems []fault.Problem
	if !o.Result.Valid() {
		problems = append(problems, fault.Problem{
			Path: "result", Message: "must be one of shown, ignored, dismissed, accepted, executed, failed",
		})
	}
	if o.Reason == "" && o.Result.NeedsReason() {
		problems = append(problems, fault.Problem{Path: "reason", Message: "is required for dismissed and failed"})
	}
	return append(problems, signal.TextProblems("reason", o.Reason, MaxReason)...)
}

// Within answers the time as one at which the outcome can have occurred: after the
// decision, and not in the future, whatever the reporter's clock says.
func Within(occurredAt, decidedAt, now time.Time) time.Time {
	switch {
	case occurredAt.IsZero(), occurredAt.After(now):
		return now
	case occurredAt.Before(decidedAt):
		return decidedAt
	}
	return occurredAt
}

// History is the outcomes of one action, in the order of their stages.
type History []Outcome

// Find answers the outcome of the result: to report the same twice is to report the
// same outcome.
func (h History) Find(result Result) (Outcome, bool) {
	for _, known := range h {
		if known.Result == result {
			return known, true
		}
	}
	return Outcome{}, false
}

// Admit refuses a result that the action's history does not lead to, and the
// execution of what nobody was allowed to execute: a Multiplier needs the actor's
// consent, which is to have accepted it, and where it demands a second person, the
// full approval. Nobody can give one yet, so such an action is never executed.
func (h History) Admit(result Result, of *action.Action) error {
	last := Result("")
	if len(h) > 0 {
		last = h[len(h)-1].Result
	}
	if last != result.follows() {
		return fault.New(fault.Conflict, "ILLEGAL_ORDER", "the action "+standing(last)+", which "+string(result)+
			" cannot follow: shown comes first, then ignored, dismissed or accepted; executed and failed follow accepted")
	}
	if result == Executed && of.RequiresDualChannel {
		return fault.New(fault.Conflict, "APPROVAL_REQUIRED",
			"the action needs the approval of a second person, which it does not have")
	}
	return nil
}

func standing(last Result) string {
	if last == "" {
		return "has no outcome yet"
	}
	return "is " + string(last)
}
