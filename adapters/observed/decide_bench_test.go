package observed_test

import (
	"context"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/ports"
)

// bothWays runs a benchmark below a span that has ids only, and below one that records.
func bothWays(b *testing.B, measure func(b *testing.B, ctx context.Context, tracer trace.Tracer)) {
	b.Helper()
	for _, way := range []struct {
		name    string
		sampler sdk.Sampler
	}{{"ids only", sdk.NeverSample()}, {"recorded", sdk.AlwaysSample()}} {
		b.Run(way.name, func(b *testing.B) {
			tracer := sdk.NewTracerProvider(sdk.WithSampler(way.sampler)).Tracer("test")
			ctx, span := tracer.Start(b.Context(), "mmm.decide")
			defer span.End()
			b.ReportAllocs()
			measure(b, ctx, tracer)
		})
	}
}

// BenchmarkDecide is what measuring and describing costs a decision.
func BenchmarkDecide(b *testing.B) {
	metrics, err := observed.NewMetrics(prometheus.NewRegistry(), 0)
	require.NoError(b, err)
	handle := observed.NewDecide(func(context.Context, command.Decide) (command.Decided, error) {
		return command.Decided{Decision: decision.Decision{
			TenantID: "acme", Context: playbook.Context{Surface: action.IDE}, Fired: make([]decision.Fired, 1),
		}}, nil
	}, metrics, &handClock{})
	bothWays(b, func(b *testing.B, ctx context.Context, _ trace.Tracer) {
		b.Helper()
		for b.Loop() {
			_, _ = handle(ctx, command.Decide{})
		}
	})
}

// BenchmarkSteps is what the three steps' spans cost: their own work is nothing here.
func BenchmarkSteps(b *testing.B) {
	in := inputs()
	nothing := command.Steps{
		Evaluate: func(context.Context, *decision.Inputs) decision.Evaluated { return nil },
		Gate: func(context.Context, *decision.Inputs, decision.Evaluated) decision.Proposal {
			return decision.Proposal{}
		},
	}
	decide := func(ctx context.Context, reader ports.DecisionReader, steps command.Steps) {
		_, _ = reader.ReadDecisionInputs(ctx, query())
		run(ctx, steps, in)
	}
	bare := reading(ports.DecisionInputs{}, nil)
	b.Run("bare", func(b *testing.B) {
		ctx := b.Context()
		b.ReportAllocs()
		for b.Loop() {
			decide(ctx, bare, nothing)
		}
	})
	bothWays(b, func(b *testing.B, ctx context.Context, tracer trace.Tracer) {
		b.Helper()
		reader := observed.NewDecisionReader(bare, tracer, &handClock{})
		steps := observed.NewDecideSteps(nothing, tracer, &handClock{})
		for b.Loop() {
			decide(ctx, reader, steps)
		}
	})
}
