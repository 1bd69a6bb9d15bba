package observed

import (
	"context"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Delivery is what the job of a delivery does.
type Delivery func(ctx context.Context, wanted ports.DeliverAction) (job.Delivered, error)

// Deliverer observes deliveries: the span delivery.route in the decision's trace, what
// became of each, and the log's line of it.
type Deliverer struct {
	Metrics *Metrics
	Tracer  trace.Tracer
	Logger  *slog.Logger
	Clock   ports.Clock
	Outages Outages
}

// Around decorates a delivery.
func (d Deliverer) Around(next Delivery) Delivery {
	return func(ctx context.Context, wanted ports.DeliverAction) (job.Delivered, error) {
		ctx, span := d.Tracer.Start(ctx, "delivery.route", trace.WithSpanKind(trace.SpanKindConsumer))
		defer span.End()
		started := d.Clock.Monotonic()
		delivered, err := next(ctx, wanted)
		if span.IsRecording() {
			span.SetAttributes(routeOf(wanted, &delivered, d.Clock.Monotonic()-started)...)
		}
		if err != nil {
			span.RecordError(err)
			span.SetStatus(codes.Error, outcome(err))
		}
		d.count(wanted, &delivered)
		d.tell(ctx, wanted, &delivered, err)
		return delivered, err
	}
}

func routeOf(wanted ports.DeliverAction, delivered *job.Delivered, took time.Duration) []attribute.KeyValue {
	known := aboutDecision(&delivered.Decision)
	known.tenantID, known.decisionID = wanted.TenantID, wanted.DeliveryID.Root() // when it is not kept any more, too
	return append(known.attributes(took),
		attribute.String("surface", string(delivered.Surface)), attribute.String("result", string(delivered.Result)))
}

func (d Deliverer) count(wanted ports.DeliverAction, delivered *job.Delivered) {
	if delivered.Result != "" {
		d.Metrics.delivered.WithLabelValues(
			d.Metrics.tenant(wanted.TenantID), string(delivered.Surface), string(delivered.Result)).Inc()
	}
}

// tell logs what came to an end. A receiver that fails is told when it begins and when
// it ends, not once a delivery.
func (d Deliverer) tell(ctx context.Context, wanted ports.DeliverAction, delivered *job.Delivered, err error) {
	task := "deliver_" + string(delivered.Surface)
	answered := delivered.Result == delivery.Delivered || delivered.Why != nil // a no is an answer, too
	// A receiver that asks for a pause is no outage.
	if err != nil && !fault.Is(err, fault.Exhausted) || answered {
		tellOutage(ctx, task, err, d.Logger, d.Outages)
	}
	attrs := []slog.Attr{
		slog.String("tenant_id", string(wanted.TenantID)), slog.String("actor_id", delivered.Decision.Actor.ID),
		slog.String("decision_id", wanted.DeliveryID.Root().String()),
		slog.String("delivery_id", wanted.DeliveryID.String()), slog.String("surface", string(delivered.Surface)),
	}
	switch {
	case delivered.Result == delivery.Delivered:
		d.Logger.LogAttrs(ctx, slog.LevelInfo, "action delivered", attrs...)
	case delivered.Result == delivery.Refused:
		d.Logger.LogAttrs(ctx, slog.LevelError, "a receiver refused an action for good", append(attrs, slog.Any("error", delivered.Why))...)
	case delivered.Why != nil:
		d.Logger.LogAttrs(ctx, slog.LevelError, "a receiver is gone; it is sent nothing more for a day",
			append(attrs, slog.Any("error", delivered.Why))...)
	}
}
