package query

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

// ExplainDecision asks why a decision came out as it did (api.md, GET
// /decisions/{id}/explanation): an admin any of the tenant's, an actor their own.
type ExplainDecision struct {
	Caller     actor.Caller
	DecisionID id.UUID
}

// Authorise implements application.Use, as GetDecision does.
func (ExplainDecision) Authorise() error { return nil }

// Explanation is the answer.
type Explanation struct {
	Decision decision.Decision
	Account  decision.Account
}

// Explain carries out ExplainDecision.
func (d *Decisions) Explain(ctx context.Context, q ExplainDecision) (Explanation, error) {
	view, err := d.Get(ctx, GetDecision(q))
	return Explanation{Decision: view.Decision, Account: view.Decision.Account()}, err
}
