package telemetry_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/mmm-engine/mmm-engine/infrastructure/telemetry"
)

const (
	sampledCaller   = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	unsampledCaller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
)

// recorded answers the spans of a provider that a caller's header led to; none for "".
func recorded(t *testing.T, traceparent string) []sdk.ReadOnlySpan {
	t.Helper()
	recorder := tracetest.NewSpanRecorder()
	provider := telemetry.NewTracerProvider(sdk.WithSpanProcessor(recorder))
	ctx := telemetry.NewPropagator().Extract(t.Context(), propagation.MapCarrier{"traceparent": traceparent})
	_, span := provider.Tracer("test").Start(ctx, "x")
	span.End()
	return recorder.Ended()
}

func TestWhereSpansGoNowhereTheCallersIsPassedOnUntouched(t *testing.T) {
	t.Parallel()
	propagator := telemetry.NewPropagator()
	for _, caller := range []string{sampledCaller, unsampledCaller} {
		ctx := propagator.Extract(t.Context(), propagation.MapCarrier{"traceparent": caller})
		ctx, span := telemetry.NewIdentifyingTracer().Start(ctx, "x")
		require.Equal(t, "0af7651916cd43dd8448eb211c80319c", telemetry.TraceID(ctx))
		require.False(t, span.IsRecording(), "nobody would read it")
		sent := propagation.MapCarrier{}
		propagator.Inject(ctx, sent)
		require.Equal(t, caller, sent["traceparent"])
	}
}

func TestWhereSpansGoNowhereARequestWithoutACallerHasOneTrace(t *testing.T) {
	t.Parallel()
	tracer := telemetry.NewIdentifyingTracer()
	start := func(ctx context.Context) context.Context {
		ctx, span := tracer.Start(ctx, "x")
		defer span.End()
		require.False(t, span.IsRecording())
		return ctx
	}
	request := start(t.Context())
	require.Len(t, telemetry.TraceID(request), 32)
	require.Equal(t, telemetry.TraceID(request), telemetry.TraceID(start(request)))
	require.NotEqual(t, telemetry.TraceID(request), telemetry.TraceID(start(t.Context())))
	require.Empty(t, telemetry.TraceID(t.Context()))
}

func TestTheCallersChoiceToSampleHolds(t *testing.T) {
	t.Parallel()
	require.Len(t, recorded(t, sampledCaller), 1)
	require.Empty(t, recorded(t, unsampledCaller))
	require.Len(t, recorded(t, ""), 1, "without a caller everything is sampled")
}

func TestTheStandardVariablesChooseWhatIsSampled(t *testing.T) {
	t.Setenv("OTEL_TRACES_SAMPLER", "always_off")
	require.Empty(t, recorded(t, sampledCaller))
	t.Setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
	t.Setenv("OTEL_TRACES_SAMPLER_ARG", "0")
	require.Empty(t, recorded(t, ""))
	require.Len(t, recorded(t, sampledCaller), 1)
}

func TestTheStandardVariablesDescribeTheProcessButDoNotRenameIt(t *testing.T) {
	t.Setenv("OTEL_SERVICE_NAME", "another")
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=staging,service.name=another")
	spans := recorded(t, "")
	require.Len(t, spans, 1)
	described := map[attribute.Key]string{}
	for _, attr := range spans[0].Resource().Attributes() {
		described[attr.Key] = attr.Value.AsString()
	}
	require.Equal(t, "mmm-engine", described["service.name"])
	require.Equal(t, "staging", described["deployment.environment"])
	require.Contains(t, described, attribute.Key("service.version"))
}

func TestASpanDoesNotTellWhatSomebodyPanickedWith(t *testing.T) {
	t.Parallel()
	recorder := tracetest.NewSpanRecorder()
	tracer := telemetry.NewTracerProvider(sdk.WithSpanProcessor(recorder)).Tracer("test")
	require.Panics(t, func() {
		_, span := tracer.Start(t.Context(), "x")
		defer span.End()
		panic("a payload")
	})
	require.Empty(t, recorder.Ended()[0].Events())
}
