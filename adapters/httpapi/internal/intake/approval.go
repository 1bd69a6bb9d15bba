package intake

import (
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/approval"
)

// Approval reads what can be understood of a step, as a command without its caller and
// action. Nothing is defaulted.
func Approval(tree any) command.DecideApproval {
	f := fieldsOf(tree)
	return command.DecideApproval{Verdict: approval.Verdict(f.text("decision")), Reason: f.text("reason")}
}
