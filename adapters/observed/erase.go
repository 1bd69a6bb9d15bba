package observed

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Erase is what the job of an erasure does, for at most that long.
type Erase func(ctx context.Context, wanted ports.EraseActor, limit time.Duration) (job.ErasureRun, error)

// Eraser observes erasures: the span actor.erase in the trace of whoever asked, how they
// ended, and the log's line of each run that removed something. Nobody is named.
type Eraser struct {
	ended  *prometheus.CounterVec
	tracer trace.Tracer
	logger *slog.Logger
}

// NewEraser registers mmm_erasures_ended_total.
func NewEraser(registry prometheus.Registerer, tracer trace.Tracer, logger *slog.Logger) Eraser {
	ended := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "mmm_erasures_ended_total", Help: "Erasures of actors that ended, by how.",
	}, []string{"state"})
	for _, state := range []erasure.State{erasure.Completed, erasure.Refused} {
		ended.WithLabelValues(string(state))
	}
	registry.MustRegister(ended)
	return Eraser{ended: ended, tracer: tracer, logger: logger}
}

// Around decorates a run.
func (e Eraser) Around(next Erase) Erase {
	return func(ctx context.Context, wanted ports.EraseActor, limit time.Duration) (job.ErasureRun, error) {
		ctx, span := e.tracer.Start(ctx, "actor.erase", trace.WithSpanKind(trace.SpanKindConsumer))
		defer span.End()
		run, err := next(ctx, wanted, limit)
		span.SetAttributes(
			attribute.String("tenant_id", string(wanted.TenantID)), attribute.String("erasure_id", wanted.ErasureID.String()),
			attribute.Int64("removed", run.Removed),
		)
		if err != nil {
			span.RecordError(err)
			span.SetStatus(codes.Error, outcome(err))
			return run, err
		}
		e.tell(ctx, wanted, run)
		return run, nil
	}
}

func (e Eraser) tell(ctx context.Context, wanted ports.EraseActor, run job.ErasureRun) {
	attrs := []slog.Attr{
		slog.String("tenant_id", string(wanted.TenantID)), slog.String("erasure_id", wanted.ErasureID.String()),
		slog.Int64("rows", run.Removed),
	}
	switch {
	case run.Erasure.State != "":
		e.ended.WithLabelValues(string(run.Erasure.State)).Inc()
		e.logger.LogAttrs(ctx, slog.LevelInfo, "an erasure ended", append(attrs, slog.String("outcome", string(run.Erasure.State)))...)
	case run.Removed > 0:
		e.logger.LogAttrs(ctx, slog.LevelInfo, "an erasure goes on", append(attrs, slog.Time("until", run.Again.UTC()))...)
	}
}
