package memory

import (
	"sync"
	"time"

	"github.com/mmm-engine/mmm-engine/ports"
)

// Clock is set by its user.
type Clock struct {
	mu        sync.Mutex
	now       time.Time
	monotonic time.Duration
}

var _ ports.Clock = (*Clock)(nil)

// NewClock makes a clock that stands at the time.
func NewClock(now time.Time) *Clock { return &Clock{now: now.UTC()} }

// Now implements ports.Clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Monotonic implements ports.Clock.
func (c *Clock) Monotonic() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.monotonic
}

// Advance lets time pass.
func (c *Clock) Advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now, c.monotonic = c.now.Add(by), c.monotonic+by
}

// Set steps the wall clock, in either direction; no time passes.
func (c *Clock) Set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now.UTC()
}
