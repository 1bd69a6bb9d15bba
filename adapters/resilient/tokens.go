package resilient

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/ports"
)

// TokensTimeout bounds one call (downstream.md, IAM).
const TokensTimeout = 2 * time.Second

// Tokens decorates a ports.Tokens that asks another about each token.
type Tokens struct {
	next ports.Tokens
	guarded
}

var _ ports.Tokens = (*Tokens)(nil)

// NewTokens decorates next.
func NewTokens(next ports.Tokens, breaker *Breaker, timeout time.Duration) *Tokens {
	return &Tokens{next: next, guarded: guarded{breaker: breaker, timeout: timeout}}
}

// Verify implements ports.Tokens.
func (t *Tokens) Verify(ctx context.Context, token string) (actor.Caller, error) {
	return ask(ctx, t.guarded, func(ctx context.Context) (actor.Caller, error) {
		return t.next.Verify(ctx, token)
	})
}

// Check answers an Unavailable fault while the service is left alone: nobody who is not
// known can be let in then.
func (t *Tokens) Check(context.Context) error {
	if t.breaker.State() == Open {
		return t.breaker.refusal()
	}
	return nil
}
