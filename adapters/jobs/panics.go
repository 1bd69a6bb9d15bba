package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// panics stand around every worker and turn a panic into an error. The library would
// store what a panic holds, which could be a payload, and show it on the page of jobs.
type panics struct {
	river.MiddlewareDefaults

	logger *slog.Logger
}

var _ rivertype.WorkerMiddleware = (*panics)(nil)

// Work implements rivertype.WorkerMiddleware. The stack goes to the log only.
func (p *panics) Work(ctx context.Context, job *rivertype.JobRow, next func(context.Context) error) (err error) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		err = fmt.Errorf("panic with a %T", cause)
		p.logger.LogAttrs(ctx, slog.LevelError, "a job panicked", slog.String("kind", job.Kind),
			slog.Int64("job_id", job.ID), slog.Any("error", err), slog.String("stack", string(debug.Stack())))
	}()
	return next(ctx)
}
