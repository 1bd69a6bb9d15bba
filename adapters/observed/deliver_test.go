package observed_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/application/job"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// deliveries runs one delivery a call, each with the next of the answers.
func (b *bench) deliveries(t *testing.T, answers ...func() (job.Delivered, error)) func(context.Context) {
	t.Helper()
	decided := portstest.Branched("acme", 1, portstest.Noon())
	wanted := ports.DeliverAction{TenantID: "acme", DeliveryID: delivery.IDOf(decided.Actions[0].ID, action.CI)}
	deliver := observed.Deliverer{
		Metrics: b.metrics, Tracer: b.tracer, Logger: b.logger, Clock: b.clock, Outages: &outages{failing: map[string]int{}},
	}.Around(func(context.Context, ports.DeliverAction) (job.Delivered, error) {
		b.clock.pass(5 * time.Millisecond)
		answer := answers[0]
		answers = answers[1:]
		delivered, err := answer()
		delivered.Surface, delivered.Decision = action.CI, *decided
		return delivered, err
	})
	return func(ctx context.Context) { _, _ = deliver(ctx, wanted) }
}

func ended(result delivery.Result, why error) func() (job.Delivered, error) {
	return func() (job.Delivered, error) { return job.Delivered{Result: result, Why: why}, nil }
}

func undelivered(err error) func() (job.Delivered, error) {
	return func() (job.Delivered, error) { return job.Delivered{}, err }
}

func TestADeliveryIsASpanOfTheTraceThatAskedForIt(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	carrier := propagation.MapCarrier{"traceparent": "00-" + recordedTrace + "-" + recordedSpan + "-01"}
	ctx := propagation.TraceContext{}.Extract(t.Context(), carrier)
	b.deliveries(t, ended(delivery.Delivered, nil))(ctx)
	span := endedNamed(b.spans.Ended(), "delivery.route")[0]
	require.Equal(t, recordedTrace, span.SpanContext().TraceID().String())
	require.Equal(t, recordedSpan, span.Parent().SpanID().String())
	decided := portstest.Branched("acme", 1, portstest.Noon())
	require.Subset(t, span.Attributes(), []attribute.KeyValue{
		attribute.String("tenant_id", "acme"), attribute.String("actor_id", "ada"),
		attribute.String("decision_id", decided.ID.String()), attribute.StringSlice("playbook_ids", []string{portstest.SampleID(100).String()}),
		attribute.Int("action_count", 1), attribute.Bool("degraded_mode", false), attribute.Float64("latency_ms", 5),
		attribute.String("surface", "ci"), attribute.String("result", "delivered"),
	})
}

func TestDeliveriesAreCountedByWhatBecameOfThem(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	deliver := b.deliveries(t, ended(delivery.Delivered, nil), ended(delivery.Expired, nil),
		undelivered(fault.New(fault.Unavailable, "X", "away")), ended(delivery.Delivered, nil))
	for range 4 {
		deliver(t.Context())
	}
	b.requireValue(t, 2, "mmm_actions_delivered_total", "tenant_id=acme", "surface=ci", "result=delivered")
	b.requireValue(t, 1, "mmm_actions_delivered_total", "tenant_id=acme", "surface=ci", "result=expired")
	spans := endedNamed(b.spans.Ended(), "delivery.route")
	require.Equal(t, codes.Error, spans[2].Status().Code)
	require.Equal(t, codes.Unset, spans[3].Status().Code)
}

func TestTheLogTellsWhatWasDeliveredAndAnOutageOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	away, pause := fault.New(fault.Unavailable, "X", "away"), fault.New(fault.Exhausted, "Y", "a pause")
	deliver := b.deliveries(t, undelivered(pause), undelivered(away), undelivered(away), ended(delivery.Delivered, nil),
		ended(delivery.Refused, errors.New("the receiver answered 422")), ended(delivery.Stopped, errors.New("the receiver answered 410")),
		ended(delivery.Stopped, nil), ended(delivery.Expired, nil))
	for range 8 {
		deliver(t.Context())
	}
	var told []string
	for _, line := range b.logged(t) {
		told = append(told, line["level"].(string)+" "+line["msg"].(string))
	}
	require.Equal(t, []string{
		"ERROR a task fails; it is tried again by itself", "INFO a task works again", "INFO action delivered",
		"ERROR a receiver refused an action for good", "ERROR a receiver is gone; it is sent nothing more for a day",
	}, told)
	delivered := b.logged(t)[2]
	require.Equal(t, "acme", delivered["tenant_id"])
	require.Equal(t, "ada", delivered["actor_id"])
	require.Equal(t, portstest.Branched("acme", 1, portstest.Noon()).ID.String(), delivered["decision_id"])
	require.NotContains(t, b.lines.String(), "Three runs failed", "nothing of what was rendered")
}

func TestAReceiverThatSaysNoIsBackFromItsOutage(t *testing.T) {
	t.Parallel()
	for _, result := range []delivery.Result{delivery.Refused, delivery.Stopped} {
		b := newBench(t, 0)
		deliver := b.deliveries(t, undelivered(fault.New(fault.Unavailable, "X", "away")), ended(result, errors.New("no")))
		deliver(t.Context())
		deliver(t.Context())
		require.Equal(t, "a task works again", b.logged(t)[1]["msg"], result)
	}
}

// channelFunc is a channel made of its one method.
type channelFunc func(context.Context, delivery.Message) error

func (f channelFunc) Deliver(ctx context.Context, message delivery.Message) error {
	return f(ctx, message)
}

func TestChannelDecoratorsPassEverythingOnAndCount(t *testing.T) {
	t.Parallel()
	for result, failure := range map[string]error{"success": nil, "error": fault.New(fault.Invalid, "X", "no")} {
		b := newBench(t, 0)
		sent := delivery.Message{ID: id.UUID{7}, TenantID: "acme"}
		next := channelFunc(func(_ context.Context, got delivery.Message) error {
			require.Equal(t, sent, got)
			b.clock.pass(5 * time.Millisecond)
			return failure
		})
		attempts := observed.NewAttempts(next, action.CI, b.metrics)
		err := observed.NewChannel(attempts, "ci_workflow", b.metrics, b.tracer, b.clock).Deliver(t.Context(), sent)
		require.Equal(t, failure, err)
		b.requireValue(t, 0.005, "mmm_service_call_duration_seconds", "service=ci_workflow", "operation=deliver", "result="+result)
		counted := map[string]string{"success": "success", "error": "failure"}[result]
		b.requireValue(t, 1, "mmm_delivery_attempts_total", "channel=ci", "result="+counted)
		require.Len(t, endedNamed(b.spans.Ended(), "ci_workflow.deliver"), 1)
	}
}

func TestWhatIsCommittedCarriesARecordedTraceOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	var traces []string
	store := observed.NewStore(storeFunc(func(_ context.Context, set ports.WriteSet) (ports.Token, error) {
		traces = append(traces, set.Trace)
		return "1", nil
	}), b.metrics, b.tracer, b.clock)
	ctx, span := b.tracer.Start(t.Context(), "mmm.decide")
	for _, within := range []context.Context{ctx, t.Context()} {
		_, err := store.Commit(within, ports.WriteSet{TenantID: "acme", Deliveries: []delivery.Delivery{
			{Surface: action.CI, Disabled: true}, {Surface: action.Alert},
		}})
		require.NoError(t, err)
	}
	own := span.SpanContext()
	require.Equal(t, []string{"00-" + own.TraceID().String() + "-" + own.SpanID().String() + "-01", ""}, traces)
	b.requireValue(t, 2, "mmm_actions_delivered_total", "tenant_id=acme", "surface=ci", "result=disabled")
}
