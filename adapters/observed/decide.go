package observed

import (
	"cmp"
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/ports"
)

// NewDecide observes the deciding handler, whose result the decorators of Chain do
// not see: put it around the handler before Chain.
func NewDecide(
	next application.Handler[command.Decide, command.Decided], metrics *Metrics, clock ports.Clock,
) application.Handler[command.Decide, command.Decided] {
	return func(ctx context.Context, use command.Decide) (command.Decided, error) {
		started := clock.Monotonic()
		decided, err := next(ctx, use)
		took := clock.Monotonic() - started
		if err != nil {
			tellSpan(ctx, aboutUse(use), took)
			return decided, err
		}
		tellLine(ctx, &decided.Decision, metrics.decideTook(ctx, &decided, took))
		tellSpan(ctx, aboutDecision(&decided.Decision), took)
		return decided, nil
	}
}

// decideTook measures the answer and reports whether it missed its objective.
func (m *Metrics) decideTook(ctx context.Context, decided *command.Decided, took time.Duration) bool {
	made := &decided.Decision
	label, surface := m.tenant(made.TenantID), string(made.Surface())
	observe(ctx, m.decisionLatency.WithLabelValues(label, surface), took)
	observe(ctx, m.decideDuration.WithLabelValues(surface), took)
	objective := decision.Objective(made.Surface())
	if objective == 0 {
		return false
	}
	late := decided.Late || took > objective
	if late {
		m.latencyWarnings.WithLabelValues(label, objective.String()).Inc()
	}
	return late
}

// observe adds the trace by which such a decision can be looked up.
func observe(ctx context.Context, into prometheus.Observer, took time.Duration) {
	span := trace.SpanContextFromContext(ctx)
	if observer, ok := into.(prometheus.ExemplarObserver); ok && span.HasTraceID() {
		observer.ObserveWithExemplar(took.Seconds(), prometheus.Labels{"trace_id": span.TraceID().String()})
		return
	}
	into.Observe(took.Seconds())
}

// tellLine tells the log line about the decision.
func tellLine(ctx context.Context, made *decision.Decision, late bool) {
	said := noteOf(ctx)
	said.decisionID = made.ID.String()
	if made.IsDegraded() {
		said.warnings = append(said.warnings, "degraded")
	}
	if late {
		said.warnings = append(said.warnings, "late")
	}
}

// tellSpan describes the use case's own span.
func tellSpan(ctx context.Context, all about, took time.Duration) {
	if span := trace.SpanFromContext(ctx); span.IsRecording() {
		span.SetAttributes(all.attributes(took)...)
	}
}

// aboutUse is what is told of a decision that could not be made.
func aboutUse(use command.Decide) about {
	return about{tenantID: use.Caller.TenantID, actorID: cmp.Or(use.ActorID, use.Caller.Actor.ID)}
}
