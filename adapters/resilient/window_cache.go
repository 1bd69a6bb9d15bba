package resilient

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// WindowTimeout bounds one call: a copy is there to be faster than the primary, which has
// what it is a copy of.
const WindowTimeout = 50 * time.Millisecond

// WindowCache decorates ports.WindowCache: breaker, around the timeout. Nothing is tried
// again: the primary answers sooner.
type WindowCache struct {
	next    ports.WindowCache
	breaker *Breaker
	timeout time.Duration
}

var _ ports.WindowCache = (*WindowCache)(nil)

// NewWindowCache decorates next.
func NewWindowCache(next ports.WindowCache, breaker *Breaker, timeout time.Duration) *WindowCache {
	return &WindowCache{next: next, breaker: breaker, timeout: timeout}
}

// GetWindow implements ports.WindowCache.
func (c *WindowCache) GetWindow(
	ctx context.Context, owner tenant.ID, subject signal.Subject,
) (window fatigue.Window, found bool, err error) {
	err = c.guarded(ctx, func(ctx context.Context) error {
		window, found, err = c.next.GetWindow(ctx, owner, subject)
		return err
	})
	if err != nil {
		return fatigue.Window{}, false, err
	}
	return window, found, nil
}

// PutWindows implements ports.WindowCache.
func (c *WindowCache) PutWindows(ctx context.Context, copies []ports.WindowCopy) error {
	return c.guarded(ctx, func(ctx context.Context) error { return c.next.PutWindows(ctx, copies) })
}

// ForgetWindow implements ports.WindowCache.
func (c *WindowCache) ForgetWindow(ctx context.Context, owner tenant.ID, subject signal.Subject) error {
	return c.guarded(ctx, func(ctx context.Context) error { return c.next.ForgetWindow(ctx, owner, subject) })
}

func (c *WindowCache) guarded(ctx context.Context, call func(context.Context) error) error {
	return c.breaker.Do(ctx, func(ctx context.Context) error { return within(ctx, c.timeout, call) })
}
