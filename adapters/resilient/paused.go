package resilient

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Paused decorates ports.Channel: while the receiver wants a pause, nothing more of
// that tenant is sent to it. It is by tenant because receivers limit by tenant, and one
// that sends too much must not stop the others.
//
// It belongs outside of the breaker, to which an answer that nobody gave says nothing.
// What it knows is this process's own: a start forgets it, and is told again. It is
// safe for concurrent use.
type Paused struct {
	next  ports.Channel
	clock ports.Clock

	mu sync.Mutex
	// until is when, on the monotonic clock, the pause of a tenant is over.
	until map[tenant.ID]time.Duration
}

var _ ports.Channel = (*Paused)(nil)

const (
	// usualPause is for receivers that do not say how long.
	usualPause = 30 * time.Second
	// mostPauses bounds what is remembered; a tenant beyond it is obeyed message by message.
	mostPauses = 10_000
)

// NewPaused decorates next.
func NewPaused(next ports.Channel, clock ports.Clock) *Paused {
	return &Paused{next: next, clock: clock, until: make(map[tenant.ID]time.Duration)}
}

// Deliver implements ports.Channel. That a pause is wanted always comes with how long.
func (p *Paused) Deliver(ctx context.Context, message delivery.Message) error {
	if left := p.left(message.TenantID); left > 0 {
		return pausing(left, nil)
	}
	err := p.next.Deliver(ctx, message)
	said, ok := errors.AsType[*fault.Error](err)
	if !ok || said.Kind != fault.Exhausted {
		return err
	}
	pause := said.RetryAfter
	if pause <= 0 {
		pause = usualPause
	}
	p.begin(message.TenantID, pause)
	return pausing(pause, err)
}

func pausing(left time.Duration, cause error) error {
	said := fault.Wrap(fault.Exhausted, "RECEIVER_PAUSED", "the receiver wants a pause, which is not over", cause)
	said.RetryAfter = left
	return said
}

// left answers how long the tenant's pause still lasts.
func (p *Paused) left(owner tenant.ID) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	until, wanted := p.until[owner]
	if !wanted {
		return 0
	}
	return until - p.clock.Monotonic()
}

// begin remembers the pause, unless a longer one is known: messages that were under way
// together are answered one by one.
func (p *Paused) begin(owner tenant.ID, pause time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Monotonic()
	if len(p.until) >= mostPauses {
		p.forget(now)
	}
	if until, known := p.until[owner]; known || len(p.until) < mostPauses {
		p.until[owner] = max(until, now+pause)
	}
}

// forget makes room: what is over holds for nobody.
func (p *Paused) forget(now time.Duration) {
	for owner, until := range p.until {
		if until <= now {
			delete(p.until, owner)
		}
	}
}
