package observed

import (
	"context"
	"log/slog"
)

// NewReplicaLog tells the log when queries stop to go to the replica, and when they go
// there again. The state is empty for one that may be read.
func NewReplicaLog(logger *slog.Logger) func(ctx context.Context, unfit string, err error) {
	return func(ctx context.Context, unfit string, err error) {
		if unfit == "" {
			logger.LogAttrs(ctx, slog.LevelInfo, "queries go to the replica")
			return
		}
		attributes := []slog.Attr{slog.String("part", "replica"), slog.String("outcome", unfit)}
		if err != nil {
			attributes = append(attributes, slog.Any("error", err))
		}
		logger.LogAttrs(ctx, slog.LevelWarn, "queries go to the primary, since the replica may not be read", attributes...)
	}
}
