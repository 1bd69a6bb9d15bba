package observed

import (
	"context"
	"time"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/ports"
)

// stepSpan is the span of one step of a decision.
type stepSpan struct {
	trace.Span

	clock   ports.Clock
	started time.Duration
	told    bool
}

// recording reports whether a step would be seen. Where it would not, the step runs
// bare: a span that nobody reads still costs its ids and its place in the context.
func recording(ctx context.Context) bool { return trace.SpanFromContext(ctx).IsRecording() }

// startStep's span is to be ended by its own end.
func startStep(ctx context.Context, tracer trace.Tracer, clock ports.Clock, name string) (context.Context, *stepSpan) {
	step := &stepSpan{clock: clock}
	ctx, step.Span = tracer.Start(ctx, name) //nolint:spancheck // whoever starts a step defers its end
	step.started = clock.Monotonic()
	return ctx, step
}

// tell describes the step and how it went.
func (s *stepSpan) tell(step about, err error) {
	s.told = true
	s.SetAttributes(step.attributes(s.clock.Monotonic() - s.started)...)
	finish(s.Span, err)
}

// end is to be deferred. A step that has not told has panicked.
func (s *stepSpan) end() {
	if !s.told {
		s.SetStatus(codes.Error, "internal")
	}
	s.End()
}
