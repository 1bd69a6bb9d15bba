package telemetry

import (
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"

	"github.com/mmm-engine/mmm-engine/infrastructure/version"
)

// NewTracerProvider makes trace and span ids for logs and problem documents, and
// keeps the caller's own. The options name what records spans. Without any, spans
// are only recorded for a caller that samples, so that ids cost next to nothing.
// Shut it down at the end.
func NewTracerProvider(options ...sdk.TracerProviderOption) *sdk.TracerProvider {
	described := resource.NewSchemaless(
		attribute.String("service.name", serviceName), attribute.String("service.version", version.Version),
	)
	sampler := sdk.AlwaysSample()
	if len(options) == 0 {
		sampler = sdk.NeverSample()
	}
	defaults := []sdk.TracerProviderOption{
		sdk.WithResource(described), sdk.WithSampler(sdk.ParentBased(sampler)),
	}
	return sdk.NewTracerProvider(append(defaults, options...)...)
}

// NewPropagator reads and writes W3C trace context, and no baggage: that is the
// caller's, and could hold anything.
func NewPropagator() propagation.TextMapPropagator { return propagation.TraceContext{} }
