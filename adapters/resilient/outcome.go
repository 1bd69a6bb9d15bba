package resilient

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// outcome is what a call says about the dependency's health.
type outcome int

const (
	// unknown: the caller gave up first.
	unknown outcome = iota
	worked
	failed
)

// outcomeOf judges a call by its error and the caller's context. A caller that ran
// out of time or interest says nothing about the service; an answer that refuses
// the request says that the service works (product.md, "Calls out").
func outcomeOf(ctx context.Context, err error) outcome {
	if err == nil {
		return worked
	}
	if ctx.Err() != nil {
		return unknown
	}
	switch fault.Of(err) {
	case fault.Invalid, fault.NotFound, fault.Conflict, fault.Forbidden, fault.Unauthenticated, fault.Stale,
		fault.Exhausted: // it answers, and asks for a pause
		return worked
	case fault.Unavailable, fault.Internal:
		return failed
	default:
		return failed
	}
}
