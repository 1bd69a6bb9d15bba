package observed

import (
	"context"
	"log/slog"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Release is what the job of a release does.
type Release func(ctx context.Context, wanted ports.ReleaseAction) (job.Released, error)

// Releaser observes releases: the span delivery.release in the decision's trace, what was
// dropped, and the log's line of what is on its way.
type Releaser struct {
	Metrics *Metrics
	Tracer  trace.Tracer
	Logger  *slog.Logger
}

// Around decorates a release.
func (r Releaser) Around(next Release) Release {
	return func(ctx context.Context, wanted ports.ReleaseAction) (job.Released, error) {
		ctx, span := r.Tracer.Start(ctx, "delivery.release", trace.WithSpanKind(trace.SpanKindConsumer))
		defer span.End()
		released, err := next(ctx, wanted)
		span.SetAttributes(
			attribute.String("tenant_id", string(wanted.TenantID)), attribute.String("decision_id", wanted.DeliveryID.Root().String()),
			attribute.String("surface", string(released.Surface)), attribute.Int("sent", released.Sent),
		)
		if err != nil {
			span.RecordError(err)
			span.SetStatus(codes.Error, outcome(err))
			return released, err
		}
		r.count(wanted, &released)
		r.tell(ctx, wanted, &released)
		return released, nil
	}
}

func (r Releaser) count(wanted ports.ReleaseAction, released *job.Released) {
	label := r.Metrics.tenant(wanted.TenantID)
	for _, dropped := range released.Dropped {
		r.Metrics.delivered.WithLabelValues(label, string(released.Surface), string(dropped.Result)).Inc()
	}
}

func (r Releaser) tell(ctx context.Context, wanted ports.ReleaseAction, released *job.Released) {
	attrs := []slog.Attr{
		slog.String("tenant_id", string(wanted.TenantID)), slog.String("delivery_id", wanted.DeliveryID.String()),
		slog.String("surface", string(released.Surface)), slog.Int("actions", released.Sent), slog.Int("dropped", len(released.Dropped)),
	}
	switch {
	case !released.Again.IsZero():
		r.Logger.LogAttrs(ctx, slog.LevelInfo, "an action waits on", append(attrs, slog.Time("until", released.Again.UTC()))...)
	case !released.DigestID.IsZero():
		r.Logger.LogAttrs(ctx, slog.LevelInfo, "quiet hours ended; a digest is on its way",
			append(attrs, slog.String("digest_id", released.DigestID.String()))...)
	case released.Sent+len(released.Dropped) > 0:
		r.Logger.LogAttrs(ctx, slog.LevelInfo, "quiet hours ended for an action", attrs...)
	}
}
