package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// warnings passes on what is a warning or worse, and a message that comes again and
// again only once: a database that is down is told at its transition, not at each
// poll (observability.md, Logs).
type warnings struct {
	next slog.Handler
	told *told
}

var _ slog.Handler = warnings{}

func newWarnings(next slog.Handler) warnings {
	return warnings{next: next, told: newTold()}
}

// quiet is how long a message must have stayed away to be told again.
const quiet = time.Minute

// told remembers what was said of late: messages, which are the library's own constants,
// or kinds of jobs, so there are few.
type told struct {
	mu   sync.Mutex
	last map[string]time.Time
}

func newTold() *told { return &told{last: make(map[string]time.Time)} }

func (t *told) again(message string, at time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	last, known := t.last[message]
	t.last[message] = at
	return known && at.Sub(last) < quiet
}

// Enabled implements slog.Handler.
func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.next.Enabled(ctx, level)
}

// Handle implements slog.Handler. Loggers ask Enabled first; who does not is held to
// it all the same.
func (w warnings) Handle(ctx context.Context, record slog.Record) error {
	if !w.Enabled(ctx, record.Level) || w.told.again(record.Message, record.Time) {
		return nil
	}
	return w.next.Handle(ctx, record) //nolint:wrapcheck // handlers answer each other's errors as they are
}

// WithAttrs implements slog.Handler.
func (w warnings) WithAttrs(attributes []slog.Attr) slog.Handler {
	return warnings{next: w.next.WithAttrs(attributes), told: w.told}
}

// WithGroup implements slog.Handler.
func (w warnings) WithGroup(name string) slog.Handler {
	return warnings{next: w.next.WithGroup(name), told: w.told}
}
