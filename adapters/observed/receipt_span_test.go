package observed_test

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
)

const (
	recordedTrace = "4bf92f3577b34da6a3ce929d0e0e4736"
	recordedSpan  = "00f067aa0ba902b7"
)

// traced is a receipt whose use case's trace is recorded.
func traced(number byte) ports.SealedReceipt {
	return ports.SealedReceipt{
		ID: id.UUID{15: number},
		Text: `{"degraded":true,"inputs":{"decision_id":"01000000-0000-7000-8000-000000000000","playbooks":[{"playbook_id":"02000000-0000-7000-8000-000000000000","revision":1}]},` +
			`"result":{"actions":[{"action_id":"a-1"},{"action_id":"a-2"}]}}`,
		Origin: ports.ReceiptOrigin{Trace: "00-" + recordedTrace + "-" + recordedSpan + "-01", ActorID: "kim"},
	}
}

func endedNamed(spans []sdk.ReadOnlySpan, name string) []sdk.ReadOnlySpan {
	var named []sdk.ReadOnlySpan
	for _, span := range spans {
		if span.Name() == name {
			named = append(named, span)
		}
	}
	return named
}

func TestAReceiptsSpanIsInTheTraceThatItComesFrom(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	evidence := observed.NewEvidence(evidenceOf(ports.Verdict{Accepted: true}, ports.Verdict{Accepted: true}),
		b.metrics, b.tracer, slog.New(slog.DiscardHandler), b.clock)
	_, err := evidence.Submit(t.Context(), "acme", []ports.SealedReceipt{traced(1), {ID: id.UUID{15: 2}, Text: "{}"}})
	require.NoError(t, err)

	spans, calls := endedNamed(b.spans.Ended(), "eris.receipt"), endedNamed(b.spans.Ended(), "eris.submit")
	require.Len(t, spans, 1, "a trace that is not recorded gets none")
	require.Len(t, calls, 1)
	require.Equal(t, recordedTrace, spans[0].SpanContext().TraceID().String())
	require.Equal(t, recordedSpan, spans[0].Parent().SpanID().String())
	require.True(t, spans[0].Parent().IsRemote())
	require.Equal(t, calls[0].SpanContext().SpanID(), spans[0].Links()[0].SpanContext.SpanID())
	require.Subset(t, spans[0].Attributes(), []attribute.KeyValue{
		attribute.String("tenant_id", "acme"), attribute.String("actor_id", "kim"), attribute.String("decision_id", "01000000-0000-7000-8000-000000000000"),
		attribute.StringSlice("playbook_ids", []string{"02000000-0000-7000-8000-000000000000"}), attribute.Int("action_count", 2),
		attribute.Bool("degraded_mode", true), attribute.Float64("latency_ms", 0),
	})
	require.Equal(t, codes.Unset, spans[0].Status().Code)
}

func TestAReceiptThatWasNotTakenHasASpanWithAnError(t *testing.T) {
	t.Parallel()
	for name, service := range map[string]evidenceFunc{
		"refused": evidenceOf(ports.Verdict{Final: true, Reason: "the evidence service answered 422"}),
		"down":    evidenceFailing(fault.New(fault.Unavailable, "X", "down")),
	} {
		b := newBench(t, 0)
		evidence := observed.NewEvidence(service, b.metrics, b.tracer, slog.New(slog.DiscardHandler), b.clock)
		_, _ = evidence.Submit(t.Context(), "acme", []ports.SealedReceipt{traced(1)})
		spans := endedNamed(b.spans.Ended(), "eris.receipt")
		require.Len(t, spans, 1, name)
		require.Equal(t, codes.Error, spans[0].Status().Code, name)
	}
}
