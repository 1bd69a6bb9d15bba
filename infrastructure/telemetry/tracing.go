package telemetry

import (
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"

	"github.com/mmm-engine/mmm-engine/infrastructure/version"
)

// NewTracerProvider makes spans for the processors that the options name. What is
// sampled, and what else describes the process, follow OpenTelemetry's standard
// variables (OTEL_TRACES_SAMPLER, OTEL_RESOURCE_ATTRIBUTES), which the library reads
// from the process's own environment; by default the caller's choice holds, and
// without a caller everything is sampled. The service's name is the contract's
// whatever they say. Shut it down at the end.
func NewTracerProvider(options ...sdk.TracerProviderOption) *sdk.TracerProvider {
	described := resource.NewSchemaless(
		attribute.String("service.name", serviceName), attribute.String("service.version", version.Version),
	)
	defaults := []sdk.TracerProviderOption{
		sdk.WithResource(described),
		// What somebody panics with could be anything, a payload too.
		sdk.WithoutPanicRecording(),
	}
	return sdk.NewTracerProvider(append(defaults, options...)...)
}

// NewPropagator reads and writes W3C trace context, and no baggage: that is the
// caller's, and could hold anything.
func NewPropagator() propagation.TextMapPropagator { return propagation.TraceContext{} }
