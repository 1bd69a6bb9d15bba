package intake

import (
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Redrive answers what a redrive request asks for, without its caller. An end that is
// not given is open.
func Redrive(tree any) command.RedriveReceipts {
	f := fieldsOf(tree)
	return command.RedriveReceipts{
		State: receipt.State(f.text("status")), Span: ports.Span{From: f.moment("from"), To: f.moment("to")},
	}
}
