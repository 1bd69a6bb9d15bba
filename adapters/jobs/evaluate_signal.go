package jobs

import (
	"context"

	"github.com/riverqueue/river"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

type evaluateSignal struct {
	river.WorkerDefaults[ports.EvaluateSignal]
	evaluate func(context.Context, ports.EvaluateSignal) error
	resume   Resume
}

// Work implements river.Worker. What can never succeed is cancelled, and stays
// visible as such; everything else is tried again later.
func (w *evaluateSignal) Work(ctx context.Context, job *river.Job[ports.EvaluateSignal]) error {
	err := w.evaluate(w.resume(ctx, traceOf(job.Metadata)), job.Args)
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Forbidden) {
		return river.JobCancel(err) //nolint:wrapcheck // the library knows its own error by type
	}
	return err
}
