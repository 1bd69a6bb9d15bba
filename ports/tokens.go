package ports

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
)

// Tokens verify who is calling.
type Tokens interface {
	// Verify answers whom a bearer token stands for. A token that is missing, malformed,
	// expired, altered, or not meant for this service is an Unauthenticated fault; that
	// the keys cannot be had is an Unavailable one. Neither repeats the token.
	Verify(ctx context.Context, token string) (actor.Caller, error)
}
