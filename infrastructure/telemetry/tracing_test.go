package telemetry_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/propagation"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/infrastructure/telemetry"
)

func TestTheCallersTraceIsKeptAndPassedOn(t *testing.T) {
	t.Parallel()
	const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	propagator := telemetry.NewPropagator()
	ctx := propagator.Extract(t.Context(), propagation.MapCarrier{"traceparent": parent})
	ctx, span := telemetry.NewTracerProvider().Tracer("test").Start(ctx, "x")
	defer span.End()
	require.Equal(t, "0af7651916cd43dd8448eb211c80319c", telemetry.TraceID(ctx))
	sent := propagation.MapCarrier{}
	propagator.Inject(ctx, sent)
	require.Contains(t, sent["traceparent"], "0af7651916cd43dd8448eb211c80319c")
	require.True(t, trace.SpanContextFromContext(ctx).IsSampled(), "the caller's choice to sample is passed on")
}

func TestWithoutARecorderASpanHasIdsAndRecordsNothing(t *testing.T) {
	t.Parallel()
	ctx, span := telemetry.NewTracerProvider().Tracer("test").Start(t.Context(), "x")
	defer span.End()
	require.NotEmpty(t, telemetry.TraceID(ctx))
	require.False(t, span.IsRecording())
	require.Empty(t, telemetry.TraceID(t.Context()))
}

func TestARecorderSeesTheServiceByName(t *testing.T) {
	t.Parallel()
	recorder := tracetest.NewSpanRecorder()
	_, span := telemetry.NewTracerProvider(sdk.WithSpanProcessor(recorder)).Tracer("test").Start(t.Context(), "x")
	span.End()
	require.Len(t, recorder.Ended(), 1)
	require.Contains(t, recorder.Ended()[0].Resource().String(), "service.name=mmm-engine")
}
