package observed

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	reported "github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Store counts what was committed, once it was: decisions, actions, suppressions,
// signals, outcomes and feedback. A set that failed counts nothing.
type Store struct {
	next    ports.Store
	metrics *Metrics
	tracer  trace.Tracer
	clock   ports.Clock
}

var _ ports.Store = (*Store)(nil)

// NewStore observes a store.
func NewStore(next ports.Store, metrics *Metrics, tracer trace.Tracer, clock ports.Clock) *Store {
	return &Store{next: next, metrics: metrics, tracer: tracer, clock: clock}
}

// Commit implements ports.Store. What follows from the set goes on below the span of
// its use case.
func (s *Store) Commit(ctx context.Context, set ports.WriteSet) (ports.Token, error) {
	set.Trace, set.Audit = traceParent(ctx), traced(ctx, set.Audit)
	ctx, span := s.tracer.Start(ctx, "store.commit", trace.WithSpanKind(trace.SpanKindClient))
	defer span.End()
	started := s.clock.Monotonic()
	token, err := s.next.Commit(ctx, set)
	s.metrics.commits.WithLabelValues(outcome(err)).Observe((s.clock.Monotonic() - started).Seconds())
	if err != nil {
		span.RecordError(err)
		span.SetStatus(codes.Error, outcome(err))
		return token, err
	}
	s.count(&set)
	return token, nil
}

// traced names the trace in audit entries of use cases that do not know it themselves.
func traced(ctx context.Context, entries []ports.AuditEntry) []ports.AuditEntry {
	if span := trace.SpanContextFromContext(ctx); len(entries) > 0 && span.HasTraceID() {
		entries = slices.Clone(entries)
		for i := range entries {
			entries[i].TraceID = cmp.Or(entries[i].TraceID, span.TraceID().String())
		}
	}
	return entries
}

func (s *Store) count(set *ports.WriteSet) {
	label := s.metrics.tenant(set.TenantID)
	if set.Decision != nil {
		s.countDecision(label, set.Decision.Decision)
		if set.Decision.Signal != nil {
			s.countSignal(label, set.Decision.Signal)
		}
	}
	for i := range set.Signals {
		s.countSignal(label, &set.Signals[i])
	}
	for _, routed := range set.Deliveries {
		if routed.Disabled {
			s.metrics.delivered.WithLabelValues(label, string(routed.Surface), string(delivery.Disabled)).Inc()
		}
	}
	for _, waiting := range set.Deferred {
		s.metrics.deferred.WithLabelValues(label, string(waiting.Surface), choice(waiting.Digest)).Inc()
	}
	if set.Outcome != nil {
		s.countOutcome(label, set.Outcome)
	}
	if set.Feedback != nil {
		s.metrics.feedback.WithLabelValues(label, string(set.Feedback.Rating)).Inc()
	}
}

func (s *Store) countOutcome(label string, row *ports.OutcomeRow) {
	s.metrics.outcomes.WithLabelValues(label, string(row.Outcome.Result)).Inc()
	if row.Outcome.Result == reported.Accepted {
		s.metrics.accepted.WithLabelValues(label, string(row.ActionType)).Inc()
	}
}

func (s *Store) countSignal(label string, received *signal.Signal) {
	s.metrics.signals.WithLabelValues(label,
		signal.KnownSource(received.Source), signal.KnownEventType(received.EventType)).Inc()
}

func (s *Store) countDecision(label string, made *decision.Decision) {
	for _, degraded := range []bool{false, true} {
		// The other one starts at zero, so that the first degraded decision is one that a rate
		// can see (observability.md, MMMEngineDegradedMode).
		count := s.metrics.decisions.WithLabelValues(label,
			string(made.ActorType()), string(made.Surface()), strconv.FormatBool(degraded))
		if degraded == made.IsDegraded() {
			count.Inc()
		}
	}
	for i := range made.Actions {
		s.metrics.actions.WithLabelValues(label, string(made.Actions[i].Type)).Inc()
	}
	for i := range made.Suppressed {
		// A shadow action would have been shown to nobody: holding it back is no news.
		if !made.Suppressed[i].Shadow {
			s.metrics.suppressed.WithLabelValues(label, string(made.Suppressed[i].Reason)).Inc()
		}
	}
}
