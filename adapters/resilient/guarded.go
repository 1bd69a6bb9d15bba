package resilient

import (
	"context"
	"time"
)

// guarded calls a service that a decision waits for: breaker, around the timeout. Nothing
// is tried again.
type guarded struct {
	breaker *Breaker
	timeout time.Duration
}

func ask[V any](ctx context.Context, g guarded, call func(context.Context) (V, error)) (V, error) {
	var answer V
	err := g.breaker.Do(ctx, func(ctx context.Context) error {
		return within(ctx, g.timeout, func(ctx context.Context) (err error) {
			answer, err = call(ctx)
			return err
		})
	})
	if err != nil {
		var none V
		return none, err
	}
	return answer, nil
}
