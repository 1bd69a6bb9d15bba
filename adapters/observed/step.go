package observed

import (
	"context"
	"log/slog"

	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// NewStep tells the log how a follower's steps go: when they begin to fail and when
// they work again.
func NewStep(task string, next follow.Step, logger *slog.Logger, outages Outages) follow.Step {
	return func(ctx context.Context) (follow.Progress, error) {
		progress, err := next(ctx)
		tellOutage(ctx, task, err, logger, outages)
		return progress, err
	}
}

// tellOutage passes over races lost to another leader, which are the fence at work,
// and the end of our own context.
func tellOutage(ctx context.Context, task string, err error, logger *slog.Logger, outages Outages) {
	switch {
	case err == nil:
		if failures, ended := outages.Succeeded(task); ended {
			logger.LogAttrs(ctx, slog.LevelInfo, "a task works again",
				slog.String("task", task), slog.Int("failures", failures))
		}
	case ctx.Err() != nil, fault.Is(err, fault.Stale):
	case outages.Failed(task):
		logger.LogAttrs(ctx, slog.LevelError, "a task fails; it is tried again by itself",
			slog.String("task", task), slog.Any("error", err))
	}
}
