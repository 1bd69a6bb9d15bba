package application

import (
	"context"
	"time"
)

// Within bounds every use case: what waits longer for the database or a service
// ends with its context, and its caller hears that it may try again.
func Within(limit time.Duration) Decorator {
	return func(ctx context.Context, _ Call, next func(context.Context) error) error {
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		return next(ctx)
	}
}
