// Package pgreplica watches a streaming replica: whether it may be read, and how far it is
// behind.
package pgreplica

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// State of a replica.
type State string

// The states. Only a usable one is to be read.
const (
	Usable State = "usable"
	// Unreachable: it does not answer, or was not asked yet.
	Unreachable State = "unavailable"
	// Lagging: it is further behind than allowed.
	Lagging State = "lagging"
	// Promoted: it follows nobody any more.
	Promoted State = "promoted"
	// Foreign: it follows another cluster.
	Foreign State = "foreign"
)

// Server is asked one row at a time.
type Server interface {
	QueryRow(ctx context.Context, sql string, arguments ...any) pgx.Row
}

// Options are what a monitor watches.
type Options struct {
	Primary, Replica Server
	// MaxLag is how far a replica may be behind.
	MaxLag time.Duration
	// Every is how often it is asked, and Timeout how long it may take to answer.
	Every, Timeout time.Duration
	// Monotonic is a clock that nobody sets.
	Monotonic func() time.Duration
	// Changed is told of each change of the state; err is why it is not usable, nil where
	// the answer itself says so.
	Changed func(ctx context.Context, now State, err error)
}

// Monitor knows how a replica is. Its methods may be called concurrently.
type Monitor struct {
	options Options

	mu      sync.RWMutex
	state   State
	lag     time.Duration
	history history
}

// New makes a monitor that holds the replica for unreachable until it has asked.
func New(options Options) *Monitor {
	return &Monitor{options: options, state: Unreachable, history: history{keep: 2 * options.MaxLag}}
}

// State answers how the replica is.
func (m *Monitor) State() State {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.state
}

// Lag answers how far it is behind, as far as is known.
func (m *Monitor) Lag() time.Duration {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.lag
}

// Suspect holds the replica for what somebody found, until it was asked again.
func (m *Monitor) Suspect(ctx context.Context, found State) { m.become(ctx, found, nil) }

// Run asks again and again until the context ends.
func (m *Monitor) Run(ctx context.Context) error {
	pause := time.NewTicker(m.options.Every)
	defer pause.Stop()
	for {
		m.Check(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-pause.C:
		}
	}
}

// Check asks both servers once. While the primary does not answer, the replica is judged
// by what the primary said last: reads go on without it.
func (m *Monitor) Check(ctx context.Context) {
	written, primaryErr := limited(ctx, m.options.Timeout, m.options.Primary, askPrimary)
	replayed, err := limited(ctx, m.options.Timeout, m.options.Replica, askReplica)
	if errors.Is(ctx.Err(), context.Canceled) {
		return // our own end says nothing of the replica
	}
	if err != nil {
		m.become(ctx, Unreachable, err)
		return
	}
	m.become(ctx, m.judge(written, primaryErr == nil, replayed), nil)
}

// limited gives each server a time of its own: a primary that hangs says nothing of the
// replica.
func limited[A any](
	ctx context.Context, limit time.Duration, server Server, ask func(context.Context, Server) (A, error),
) (A, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return ask(ctx, server)
}

func (m *Monitor) judge(written wal, known bool, replayed replay) State {
	m.mu.Lock()
	defer m.mu.Unlock()
	if known {
		m.history.add(m.options.Monotonic(), written)
	}
	m.lag = m.history.lag(replayed)
	switch {
	case !replayed.standby:
		return Promoted
	case m.history.cluster != "" && m.history.cluster != replayed.cluster:
		return Foreign
	case m.lag > m.options.MaxLag:
		return Lagging
	}
	return Usable
}

func (m *Monitor) become(ctx context.Context, found State, err error) {
	m.mu.Lock()
	changed := m.state != found
	m.state = found
	m.mu.Unlock()
	if changed {
		m.options.Changed(ctx, found, err)
	}
}
