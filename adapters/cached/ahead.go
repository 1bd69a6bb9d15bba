package cached

import (
	"context"
	"fmt"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ahead keeps a service's answers for a while. Who cannot wait for one goes without it, and
// the call goes on, to its own timeout and one a key at a time, for those who come after
// (product.md, Context).
//
//	get:  held and fresh -> hit
//	      else join the key's call -> its answer, which is held
//	                               -> the caller's time is over: unavailable, for this caller
type ahead[V any] struct {
	held  *otter.Cache[string, answer[V]]
	calls singleflight.Group
	// fresh is how long an answer is taken as it is.
	fresh   func(V) time.Duration
	clock   ports.Clock
	observe func(result string)
}

type answer[V any] struct {
	value V
	at    time.Duration
}

// newAhead makes one that holds up to so many answers, each as long as it is fresh.
// Observe is called with Hit, Miss or Stale for every question.
func newAhead[V any](most int, fresh time.Duration, clock ports.Clock, observe func(result string)) (*ahead[V], error) {
	held, err := otter.New(&otter.Options[string, answer[V]]{MaximumSize: most})
	if err != nil {
		return nil, fmt.Errorf("make a cache of %d answers: %w", most, err)
	}
	return &ahead[V]{held: held, fresh: func(V) time.Duration { return fresh }, clock: clock, observe: observe}, nil
}

func (a *ahead[V]) get(ctx context.Context, key string, call func(context.Context) (V, error)) (V, error) {
	kept, found := a.held.GetIfPresent(key)
	switch {
	case found && a.clock.Monotonic()-kept.at < a.fresh(kept.value):
		a.observe(Hit)
		return kept.value, nil
	case found:
		a.observe(Stale)
	default:
		a.observe(Miss)
	}
	return a.join(ctx, key, call)
}

// kept answers what is held of the key, if it is no older than that.
func (a *ahead[V]) kept(key string, oldest time.Duration) (V, bool) {
	kept, found := a.held.GetIfPresent(key)
	return kept.value, found && a.clock.Monotonic()-kept.at < oldest
}

func (a *ahead[V]) join(ctx context.Context, key string, call func(context.Context) (V, error)) (V, error) {
	coming := a.calls.DoChan(key, func() (any, error) {
		value, err := call(context.WithoutCancel(ctx))
		if err == nil {
			a.held.Set(key, answer[V]{value: value, at: a.clock.Monotonic()})
		}
		return value, err
	})
	var none V
	select {
	case <-ctx.Done():
		return none, fault.Wrap(fault.Unavailable, "ANSWER_LATE", "the service's answer was not there in time", ctx.Err())
	case came := <-coming:
		if came.Err != nil {
			return none, came.Err
		}
		return came.Val.(V), nil //nolint:forcetypeassert // the call answers nothing else
	}
}
