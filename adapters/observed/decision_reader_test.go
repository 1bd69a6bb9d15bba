package observed_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
)

// readerFunc is a reader made of its one method.
type readerFunc func(context.Context, ports.DecisionQuery) (ports.DecisionInputs, error)

func (f readerFunc) ReadDecisionInputs(ctx context.Context, query ports.DecisionQuery) (ports.DecisionInputs, error) {
	return f(ctx, query)
}

func reading(known ports.DecisionInputs, err error) readerFunc {
	return func(context.Context, ports.DecisionQuery) (ports.DecisionInputs, error) { return known, err }
}

func query() ports.DecisionQuery { return ports.DecisionQuery{TenantID: "acme", ActorID: "ada"} }

func TestTheReaderIsAskedAndItsAnswerPassedOn(t *testing.T) {
	t.Parallel()
	b, broken := newBench(t, 0), errors.New("broken")
	for name, ctx := range map[string]context.Context{"observed": b.deciding(t), "bare": t.Context()} {
		var seen ports.DecisionQuery
		reader := observed.NewDecisionReader(readerFunc(
			func(_ context.Context, query ports.DecisionQuery) (ports.DecisionInputs, error) {
				seen = query
				return ports.DecisionInputs{CatalogueVersion: 7}, broken
			}), b.tracer, b.clock)
		known, err := reader.ReadDecisionInputs(ctx, query())
		require.ErrorIs(t, err, broken, name)
		require.Equal(t, ports.DecisionInputs{CatalogueVersion: 7}, known, name)
		require.Equal(t, query(), seen, name)
	}
}

func TestTheContextIsBuiltInASpanBelowTheDecisions(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	ctx := b.deciding(t)
	var within trace.SpanContext
	reader := observed.NewDecisionReader(readerFunc(
		func(ctx context.Context, _ ports.DecisionQuery) (ports.DecisionInputs, error) {
			within = trace.SpanContextFromContext(ctx)
			b.clock.pass(5 * time.Millisecond)
			return ports.DecisionInputs{}, nil
		}), b.tracer, b.clock)
	_, err := reader.ReadDecisionInputs(ctx, query())
	require.NoError(t, err)

	span := b.ended(t, "context.build")
	require.Equal(t, trace.SpanContextFromContext(ctx).SpanID(), span.Parent().SpanID())
	require.Equal(t, span.SpanContext(), within, "what the reader calls hangs below")
	require.Equal(t, codes.Unset, span.Status().Code)
	require.Equal(t, map[attribute.Key]any{
		"tenant_id": "acme", "actor_id": "ada", "decision_id": "", "playbook_ids": []string{},
		"action_count": int64(0), "degraded_mode": false, "latency_ms": 5.0, "outcome": "success",
	}, said(span))
}

func TestADecisionMadeBeforeIsNamedWhenItIsFound(t *testing.T) {
	t.Parallel()
	made := &decision.Decision{ID: id.UUID{7}, TenantID: "acme", Fired: []decision.Fired{{PlaybookID: id.UUID{8}}}}
	for name, known := range map[string]ports.DecisionInputs{"by key": {Keyed: made}, "by signal": {Repeated: made}} {
		b := newBench(t, 0)
		_, err := observed.NewDecisionReader(reading(known, nil), b.tracer, b.clock).ReadDecisionInputs(b.deciding(t), query())
		require.NoError(t, err)
		span := b.ended(t, "context.build")
		require.Equal(t, id.UUID{7}.String(), said(span)["decision_id"], name)
		require.Equal(t, []string{id.UUID{8}.String()}, said(span)["playbook_ids"], name)
	}
}

func TestAContextThatCannotBeBuiltIsAFailedSpan(t *testing.T) {
	t.Parallel()
	b, down := newBench(t, 0), fault.New(fault.Unavailable, "DATABASE_UNAVAILABLE", "down")
	reader := observed.NewDecisionReader(reading(ports.DecisionInputs{}, down), b.tracer, b.clock)
	_, err := reader.ReadDecisionInputs(b.deciding(t), query())
	require.Error(t, err)
	span := b.ended(t, "context.build")
	require.Equal(t, codes.Error, span.Status().Code)
	require.Equal(t, "unavailable", span.Status().Description)
	require.Len(t, span.Events(), 1)
	require.Equal(t, "acme", said(span)["tenant_id"])
}

func TestTheRowsAreReadInASpanBelowTheContexts(t *testing.T) {
	t.Parallel()
	b, broken := newBench(t, 0), errors.New("broken")
	rows := observed.NewDecisionRows(reading(ports.DecisionInputs{}, broken), b.tracer)
	_, err := observed.NewDecisionReader(rows, b.tracer, b.clock).ReadDecisionInputs(b.deciding(t), query())
	require.ErrorIs(t, err, broken)
	span := b.ended(t, "postgres.read")
	require.Equal(t, b.ended(t, "context.build").SpanContext().SpanID(), span.Parent().SpanID())
	require.Equal(t, codes.Error, span.Status().Code)
	_, err = rows.ReadDecisionInputs(t.Context(), query())
	require.ErrorIs(t, err, broken)
	b.ended(t, "postgres.read")
}
