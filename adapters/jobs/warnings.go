package jobs

import (
	"context"
	"log/slog"
)

// warnings passes on what is a warning or worse.
type warnings struct{ next slog.Handler }

var _ slog.Handler = warnings{}

// Enabled implements slog.Handler.
func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.next.Enabled(ctx, level)
}

// Handle implements slog.Handler. Loggers ask Enabled first; who does not is held to
// it all the same.
func (w warnings) Handle(ctx context.Context, record slog.Record) error {
	if !w.Enabled(ctx, record.Level) {
		return nil
	}
	return w.next.Handle(ctx, record) //nolint:wrapcheck // handlers answer each other's errors as they are
}

// WithAttrs implements slog.Handler.
func (w warnings) WithAttrs(attributes []slog.Attr) slog.Handler {
	return warnings{w.next.WithAttrs(attributes)}
}

// WithGroup implements slog.Handler.
func (w warnings) WithGroup(name string) slog.Handler { return warnings{w.next.WithGroup(name)} }
