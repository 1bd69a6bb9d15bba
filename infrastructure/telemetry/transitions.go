package telemetry

import (
	"sync"
	"sync/atomic"
	"time"
)

// Transitions tell when something that is done over and over begins to fail and
// when it works again, so that a dependency that is down under load gives two log
// lines, not one a request. It is safe for concurrent use; things that work cost no
// lock. The names come from a fixed list of the program.
type Transitions struct {
	monotonic func() time.Duration
	quiet     time.Duration
	states    sync.Map // of name to *state
}

// state is how one thing is doing.
type state struct {
	failing atomic.Bool

	mu       sync.Mutex
	last     time.Duration
	failures int
}

// NewTransitions makes one on a monotonic clock. A thing works again when it
// succeeds after quiet without a failure: one that fails now and then does not
// flicker.
func NewTransitions(monotonic func() time.Duration, quiet time.Duration) *Transitions {
	return &Transitions{monotonic: monotonic, quiet: quiet}
}

// Failed notes a failure and answers whether it is the first of an outage.
func (t *Transitions) Failed(name string) bool {
	s := t.state(name)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = t.monotonic()
	s.failures++
	return !s.failing.Swap(true)
}

// Succeeded notes a success. When it ends an outage it answers true and how many
// failures there were.
func (t *Transitions) Succeeded(name string) (int, bool) {
	s := t.state(name)
	if !s.failing.Load() {
		return 0, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.failing.Load() || t.monotonic()-s.last < t.quiet {
		return 0, false
	}
	failures := s.failures
	s.failures = 0
	s.failing.Store(false)
	return failures, true
}

func (t *Transitions) state(name string) *state {
	if known, ok := t.states.Load(name); ok {
		return known.(*state) //nolint:forcetypeassert // the map holds nothing else
	}
	known, _ := t.states.LoadOrStore(name, new(state))
	return known.(*state) //nolint:forcetypeassert // the map holds nothing else
}
