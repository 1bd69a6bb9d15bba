package resilient

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/eapache/go-resiliency/breaker"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// Breaker refuses calls to a dependency that keeps failing: after a number of
// consecutive failures it opens, after a while it lets one trial call through, and
// that call's outcome closes it or opens it again. It is safe for concurrent use.
//
//	closed --failures in a row--> open --after a while--> half-open
//	   ^                            ^                      |     |
//	   |                            +----- trial failed ---+     |
//	   +--------------------------- trial worked ----------------+
//
// The library's breaker keeps the state and its timer. It is told of no outcome but
// those that change the state, which makes failures consecutive and the trial single.
type Breaker struct {
	name     Name
	most     int
	openFor  time.Duration
	onChange OnChange
	circuit  *breaker.Breaker

	mu       sync.Mutex
	failures int
	trial    bool
	// seen is the state that onChange was told last.
	seen State
}

func newBreaker(name Name, settings Settings, onChange OnChange) *Breaker {
	return &Breaker{
		name: name, most: settings.Failures, openFor: settings.OpenFor, onChange: onChange,
		circuit: breaker.New(1, 1, settings.OpenFor),
	}
}

// State answers the state now.
func (b *Breaker) State() State { return stateOf(b.circuit) }

// Do runs the call, or answers an Unavailable fault with the code CIRCUIT_OPEN
// without running it. The context is the caller's: what it ends is no failure.
func (b *Breaker) Do(ctx context.Context, call func(context.Context) error) error {
	trial, admitted := b.admit()
	if !admitted {
		return b.refusal()
	}
	// A call that panics has failed.
	result := failed
	defer func() { b.record(trial, result) }()
	err := call(ctx)
	result = outcomeOf(ctx, err)
	return err
}

func (b *Breaker) refusal() error {
	refused := fault.New(fault.Unavailable, "CIRCUIT_OPEN", "the service "+string(b.name)+" keeps failing and is left alone for a while")
	refused.RetryAfter = b.openFor
	return refused
}

func (b *Breaker) admit() (trial, admitted bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.notice()
	switch stateOf(b.circuit) {
	case Closed:
		return false, true
	case HalfOpen:
		admitted = !b.trial
		b.trial = true
		return admitted, admitted
	case Open:
		return false, false
	default:
		return false, false
	}
}

// record tells the circuit what changes its state. Calls that were let through
// before it opened, and end after, change nothing.
func (b *Breaker) record(trial bool, result outcome) {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.notice()
	if trial {
		b.trial = false
		if result != unknown {
			b.tell(result)
		}
		return
	}
	if stateOf(b.circuit) != Closed || result == unknown {
		return
	}
	b.failures++
	if result == worked {
		b.failures = 0
	}
	if b.failures >= b.most {
		b.tell(failed)
	}
}

// tell changes the state: the circuit's thresholds are 1.
func (b *Breaker) tell(result outcome) {
	b.failures = 0
	_ = b.circuit.Run(func() error {
		if result == failed {
			return errFailed
		}
		return nil
	})
}

var errFailed = errors.New("the call failed")

// notice reports a transition. That an open breaker turned half-open is noticed by
// the next call.
func (b *Breaker) notice() {
	now := stateOf(b.circuit)
	if now == b.seen {
		return
	}
	from := b.seen
	b.seen = now
	b.onChange(b.name, from, now)
}
