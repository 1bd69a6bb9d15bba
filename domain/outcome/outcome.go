package outcome

import (
	"strings"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/actor"
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
	if o.Result.NeedsReason() && strings.TrimSpace(o.Reason) == "" {
		problems = append(problems, fault.Problem{Path: "reason", Message: "is required for dismissed and failed"})
	}
	problems = append(problems, signal.TextProblems("reason", o.Reason, MaxReason)...)
	return append(problems, signal.NameProblems("actor_id", o.ActorID, actor.MaxIDLength)...)
}

// Within answers the time as one at which the outcome can have occurred: after the
// decision, and not in the future, whatever the reporter's clock says. It is in UTC
// and as fine as all times here, to the millisecond. The zero time means now.
func Within(occurredAt, decidedAt, now time.Time) time.Time {
	switch {
	case occurredAt.IsZero(), occurredAt.After(now):
		return now
	case occurredAt.Before(decidedAt):
		return decidedAt
	}
	return occurredAt.UTC().Truncate(time.Millisecond)
}
