package observed

import (
	"context"
	"log/slog"
)

// NewReplicaLog tells the log when queries stop to go to the replica, and when they go
// there again. The state is empty for one that may be read.
func NewReplicaLog(logger *slog.Logger) func(unfit string, err error) {
	return func(unfit string, err error) {
		if unfit == "" {
			logger.LogAttrs(context.Background(), slog.LevelInfo, "queries go to the replica")
			return
		}
		attributes := []slog.Attr{slog.String("replica", unfit)}
		if err != nil {
			attributes = append(attributes, slog.Any("error", err))
		}
		logger.LogAttrs(context.Background(), slog.LevelWarn, "queries go to the primary, since the replica may not be read", attributes...)
	}
}
