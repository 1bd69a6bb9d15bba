package jobs

import (
	"context"
	"errors"
	"log/slog"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// failures tells the log of each attempt that failed, by the job's kind and number,
// never by what it is about. What fails because something is away is told once, until a
// minute has gone by without it (observability.md, section 5).
type failures struct {
	logger *slog.Logger
	told   *told
}

func newFailures(logger *slog.Logger) failures {
	return failures{logger: logger, told: newTold()}
}

var _ river.ErrorHandler = failures{}

// HandleError implements river.ErrorHandler. The job is tried again as ever.
// A delivery that fails is told by what observes deliveries, once an outage.
func (f failures) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	if job.Kind != (ports.DeliverAction{}).Kind() && job.Kind != (ports.DeliverDigest{}).Kind() && !f.repeated(job, err) {
		f.tell(ctx, job, err)
	}
	return nil
}

// repeated reports whether this is one more failure of an outage. It goes by when the
// attempts began.
func (f failures) repeated(job *rivertype.JobRow, err error) bool {
	return fault.Is(err, fault.Unavailable) && job.AttemptedAt != nil && f.told.again(job.Kind, *job.AttemptedAt)
}

var errPanicked = errors.New("the job panicked")

// HandlePanic implements river.ErrorHandler. Panics of workers do not come so far; what
// another one holds could be a payload all the same.
func (f failures) HandlePanic(ctx context.Context, job *rivertype.JobRow, _ any, _ string) *river.ErrorHandlerResult {
	f.tell(ctx, job, errPanicked)
	return nil
}

func (f failures) tell(ctx context.Context, job *rivertype.JobRow, err error) {
	f.logger.LogAttrs(ctx, slog.LevelWarn, "a job failed; it is tried again unless this was its last attempt",
		slog.String("kind", job.Kind), slog.Int64("job_id", job.ID), slog.Int("attempt", job.Attempt),
		slog.Int("max_attempts", job.MaxAttempts), slog.Any("error", err))
}
