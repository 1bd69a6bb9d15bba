package observed

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Outages tell when something begins to fail and when it works again, so that a
// dependency that is down is logged at its transitions, not once a request.
type Outages interface {
	// Failed notes a failure and answers whether it is the first of an outage.
	Failed(name string) bool
	// Succeeded answers true, with the number of failures, when it ends an outage.
	Succeeded(name string) (int, bool)
}

// Handler observes every use case: a span named after it, its duration by outcome,
// and one log line without the body. A panic below becomes an Internal fault.
type Handler struct {
	Metrics *Metrics
	Tracer  trace.Tracer
	Logger  *slog.Logger
	Clock   ports.Clock
	Outages Outages
}

var _ application.Decorator = Handler{}.Decorate

// Decorate implements application.Decorator. It belongs outermost.
func (h Handler) Decorate(ctx context.Context, call application.Call, next func(context.Context) error) error {
	ctx, span := h.Tracer.Start(ctx, "mmm."+call.Name)
	defer span.End()
	ctx, said := withNote(ctx)
	started := h.Clock.Monotonic()
	err := h.recovered(ctx, call, next)
	took := h.Clock.Monotonic() - started
	h.Metrics.useCases.WithLabelValues(call.Name, outcome(err)).Observe(took.Seconds())
	finish(span, err)
	h.log(ctx, line{call: call, note: said, took: took, err: err})
	return err
}

// recovered turns a panic into a fault. The stack goes to the log only.
func (h Handler) recovered(ctx context.Context, call application.Call, next func(context.Context) error) (err error) {
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		err = fault.Wrap(fault.Internal, "INTERNAL", "an internal error occurred", panicked(cause))
		h.Logger.ErrorContext(ctx, "a use case panicked", slog.String("use_case", call.Name),
			slog.String("stack", string(debug.Stack())))
	}()
	return next(ctx)
}

// panicked keeps the cause of a panic. A value that is not an error could be
// anything, a payload too: only its type is told.
func panicked(cause any) error {
	if err, ok := cause.(error); ok {
		return fmt.Errorf("panic: %w", err)
	}
	return fmt.Errorf("panic with a %T", cause)
}

// finish gives the span its status. A caller's mistake is no failure of ours.
func finish(span trace.Span, err error) {
	span.SetAttributes(attribute.String("outcome", outcome(err)))
	if err != nil && ours(err) {
		span.RecordError(err)
		span.SetStatus(codes.Error, outcome(err))
	}
}

// log writes the line. Unavailability is told when it begins and when it ends.
func (h Handler) log(ctx context.Context, l line) {
	if l.outage() {
		l.repeated = !h.Outages.Failed(l.away())
	} else {
		h.tellAvailable(ctx, &l)
	}
	h.tellEvaluated(ctx, &l)
	if level := l.level(); h.Logger.Enabled(ctx, level) {
		h.Logger.LogAttrs(ctx, level, l.message(), l.attrs()...) //nolint:sloglint // one of two constants
	}
}

// tellAvailable tells the end of an outage. Only what was decided says that there is a
// ruling again.
func (h Handler) tellAvailable(ctx context.Context, l *line) {
	failures, ended := h.Outages.Succeeded(l.call.Name)
	if l.note.decisionID != "" && !ended {
		failures, ended = h.Outages.Succeeded(policyOutage)
	}
	if ended {
		h.Logger.InfoContext(ctx, "available again",
			slog.String("use_case", l.call.Name), slog.Int("failures", failures))
	}
}

// tellEvaluated counts the playbooks that were asked, and those that fired.
func (h Handler) tellEvaluated(ctx context.Context, l *line) {
	evaluated := l.note.evaluated
	if evaluated == nil || !h.Logger.Enabled(ctx, slog.LevelInfo) {
		return
	}
	h.Logger.LogAttrs(ctx, slog.LevelInfo, "playbooks evaluated",
		append(l.about(), slog.Int("playbooks", len(evaluated)), slog.Int("fired", len(evaluated.Fired())))...)
}
