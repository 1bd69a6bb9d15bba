package observed

import (
	"context"
	"log/slog"
)

// NewQueues tells the log when a queue of jobs can no longer be opened, and when it can
// again.
func NewQueues(logger *slog.Logger, outages Outages) func(ctx context.Context, queue string, err error) {
	return func(ctx context.Context, queue string, err error) {
		tellOutage(ctx, "opening "+queue, err, logger, outages)
	}
}
