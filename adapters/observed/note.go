package observed

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/decision"
)

// note is what an inner decorator tells the outer one about the call, for its one
// log line.
type note struct {
	decisionID string
	// evaluated is what became of the playbooks whose trigger matched, of the latest try;
	// nil where none was asked.
	evaluated decision.Evaluated
	// warnings say why the line is a WARNING.
	warnings []string
}

type noteKey struct{}

func withNote(ctx context.Context) (context.Context, *note) {
	made := new(note)
	return context.WithValue(ctx, noteKey{}, made), made
}

// noteOf answers the call's note; outside a decorated use case one that nobody reads.
func noteOf(ctx context.Context) *note {
	if found, ok := ctx.Value(noteKey{}).(*note); ok {
		return found
	}
	return new(note)
}
