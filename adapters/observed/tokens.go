package observed

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Tokens watches the calls of the identity service.
type Tokens struct {
	next ports.Tokens
	call serviceCall
}

var _ ports.Tokens = (*Tokens)(nil)

// NewTokens observes calls of the identity service.
func NewTokens(next ports.Tokens, calls Calls) *Tokens {
	return &Tokens{next: next, call: serviceCall{Calls: calls, service: "iam", operation: "verify"}}
}

// Verify implements ports.Tokens. Whose a token is stands in it.
func (t *Tokens) Verify(ctx context.Context, token string) (actor.Caller, error) {
	return watch(ctx, t.call, "", func(ctx context.Context) (actor.Caller, error) {
		return t.next.Verify(ctx, token)
	}, nil)
}
