package intake

import (
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
)

// Outcome reads what can be understood of a report, as a command without its caller
// and decision. Nothing is defaulted.
func Outcome(tree any) command.RecordOutcome {
	f := fieldsOf(tree)
	return command.RecordOutcome{
		ActionID: f.key("action_id"), Result: outcome.Result(f.text("result")), Reason: f.text("reason"),
		ActorID: f.text("actor_id"), OccurredAt: f.moment("occurred_at"),
	}
}
