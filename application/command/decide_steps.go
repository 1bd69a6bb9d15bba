package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/decision"
)

// Steps are the pure steps of a decision that operators watch (observability.md,
// section 4). They are values, so that they can be decorated: the context is for the
// decorators, the domain never sees it.
type Steps struct {
	// Evaluate asks the conditions of the playbooks whose trigger matches.
	Evaluate func(ctx context.Context, in *decision.Inputs) decision.Evaluated
	// Gate proposes what of it may be said.
	Gate func(ctx context.Context, in *decision.Inputs, evaluated decision.Evaluated) decision.Proposal
}

// PureSteps are the domain's own.
func PureSteps() Steps {
	return Steps{
		Evaluate: func(_ context.Context, in *decision.Inputs) decision.Evaluated { return decision.Evaluate(in) },
		Gate: func(_ context.Context, in *decision.Inputs, evaluated decision.Evaluated) decision.Proposal {
			return decision.Gate(in, evaluated)
		},
	}
}
