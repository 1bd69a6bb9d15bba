package observed

import (
	"context"
	"log/slog"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// DigestDelivery is what the job of a digest does.
type DigestDelivery func(ctx context.Context, wanted ports.DeliverDigest) (job.DigestDelivered, error)

// AroundDigest decorates the delivery of a digest, as Around does that of an action. What
// became of it is counted for each of its actions.
func (d Deliverer) AroundDigest(next DigestDelivery) DigestDelivery {
	return func(ctx context.Context, wanted ports.DeliverDigest) (job.DigestDelivered, error) {
		ctx, span := d.Tracer.Start(ctx, "delivery.digest", trace.WithSpanKind(trace.SpanKindConsumer))
		defer span.End()
		made, err := next(ctx, wanted)
		span.SetAttributes(
			attribute.String("tenant_id", string(wanted.TenantID)), attribute.String("actor_id", made.Digest.ActorID),
			attribute.String("digest_id", wanted.DigestID.String()), attribute.Int("action_count", made.Told),
			attribute.String("surface", string(made.Surface)), attribute.String("result", string(made.Result)),
		)
		if err != nil {
			span.RecordError(err)
			span.SetStatus(codes.Error, outcome(err))
		}
		d.countDigest(wanted, &made)
		d.tellDigest(ctx, wanted, &made, err)
		return made, err
	}
}

func (d Deliverer) countDigest(wanted ports.DeliverDigest, made *job.DigestDelivered) {
	if made.Result == "" {
		return
	}
	label, told := d.Metrics.tenant(wanted.TenantID), made.Told
	if told+len(made.Left) == 0 {
		told = 1 // nobody knows what it was of
	}
	d.Metrics.delivered.WithLabelValues(label, string(made.Surface), string(made.Result)).Add(float64(told))
	for _, left := range made.Left {
		d.Metrics.delivered.WithLabelValues(label, string(made.Surface), string(left)).Inc()
	}
}

func (d Deliverer) tellDigest(ctx context.Context, wanted ports.DeliverDigest, made *job.DigestDelivered, err error) {
	answered := made.Result == delivery.Delivered || made.Why != nil // a no is an answer, too
	if err != nil && !fault.Is(err, fault.Exhausted) || answered {
		tellOutage(ctx, "deliver_"+string(made.Surface), err, d.Logger, d.Outages)
	}
	attrs := []slog.Attr{
		slog.String("tenant_id", string(wanted.TenantID)), slog.String("actor_id", made.Digest.ActorID),
		slog.String("digest_id", wanted.DigestID.String()), slog.String("surface", string(made.Surface)),
		slog.Int("actions", made.Told),
	}
	switch {
	case made.Result == delivery.Delivered:
		d.Logger.LogAttrs(ctx, slog.LevelInfo, "digest delivered", attrs...)
	case made.Result == delivery.Refused:
		d.Logger.LogAttrs(ctx, slog.LevelError, "a receiver refused a digest for good", append(attrs, slog.Any("error", made.Why))...)
	case made.Why != nil:
		d.Logger.LogAttrs(ctx, slog.LevelError, "a receiver is gone; it is sent nothing more for a day",
			append(attrs, slog.Any("error", made.Why))...)
	}
}
