package observed

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/attribute"
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
		if err == nil {
			took := clock.Monotonic() - started
			late := metrics.decideTook(ctx, &decided, took)
			describe(ctx, &decided, took, late)
		}
		return decided, err
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

// describe tells the span and the log line about the decision.
func describe(ctx context.Context, decided *command.Decided, took time.Duration, late bool) {
	made, said := &decided.Decision, noteOf(ctx)
	said.decisionID = made.ID.String()
	if made.IsDegraded() {
		said.warnings = append(said.warnings, "degraded")
	}
	if late {
		said.warnings = append(said.warnings, "late")
	}
	if span := trace.SpanFromContext(ctx); span.IsRecording() {
		span.SetAttributes(attributesOf(made, took)...)
	}
}

// attributesOf are those of observability.md, section 4.
func attributesOf(made *decision.Decision, took time.Duration) []attribute.KeyValue {
	playbooks := make([]string, len(made.Fired))
	for i, fired := range made.Fired {
		playbooks[i] = fired.PlaybookID.String()
	}
	return []attribute.KeyValue{
		attribute.String("tenant_id", string(made.TenantID)), attribute.String("actor_id", made.Actor.ID),
		attribute.String("decision_id", made.ID.String()), attribute.StringSlice("playbook_ids", playbooks),
		attribute.Int("action_count", len(made.Actions)), attribute.Bool("degraded_mode", made.IsDegraded()),
		attribute.Float64("latency_ms", float64(took)/float64(time.Millisecond)),
	}
}
