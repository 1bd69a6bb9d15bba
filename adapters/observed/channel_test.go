package observed_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

func TestCallsOfAReceiverAreToldApartByResult(t *testing.T) {
	t.Parallel()
	for result, failure := range map[string]error{
		"success":      nil,
		"error":        fault.New(fault.Unavailable, "X", "away"),
		"timeout":      fault.Wrap(fault.Unavailable, "X", "slow", fmt.Errorf("post: %w", context.DeadlineExceeded)),
		"circuit_open": fault.New(fault.Unavailable, observed.CircuitOpen, "resting"),
	} {
		b := newBench(t, 0)
		next := channelFunc(func(context.Context, delivery.Message) error { return failure })
		channel := observed.NewChannel(next, "edge_agent", b.metrics, b.tracer, b.clock)
		require.Equal(t, failure, channel.Deliver(b.deciding(t), delivery.Message{TenantID: "acme"}))
		b.requireValue(t, 0, "mmm_service_call_duration_seconds", "service=edge_agent", "operation=deliver", "result="+result)
		span := endedNamed(b.spans.Ended(), "edge_agent.deliver")[0]
		require.Equal(t, trace.SpanKindClient, span.SpanKind(), result)
		require.Equal(t, failure != nil, span.Status().Code == codes.Error, result)
	}
}

func TestEveryAttemptIsCountedForItsOwnChannel(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	answers := []error{fault.New(fault.Unavailable, "X", "away"), fault.New(fault.Unavailable, "X", "away"), nil}
	attempts := observed.NewAttempts(channelFunc(func(context.Context, delivery.Message) error {
		answer := answers[0]
		answers = answers[1:]
		return answer
	}), action.Alert, b.metrics)
	for range 3 {
		_ = attempts.Deliver(t.Context(), delivery.Message{})
	}
	b.requireValue(t, 2, "mmm_delivery_attempts_total", "channel=alert", "result=failure")
	b.requireValue(t, 1, "mmm_delivery_attempts_total", "channel=alert", "result=success")
	b.requireValue(t, 0, "mmm_delivery_attempts_total", "channel=ide", "result=failure")
}
