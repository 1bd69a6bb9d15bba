package observed_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// decider takes its time and answers a decision for the surface.
func (b *bench) decider(took time.Duration, surface action.Surface) func(context.Context, command.Decide) (command.Decided, error) {
	next := func(context.Context, command.Decide) (command.Decided, error) {
		b.clock.pass(took)
		return command.Decided{Decision: decision.Decision{
			ID: id.UUID{7}, TenantID: "acme", Actor: actor.Actor{ID: "ada", Type: actor.Human},
			Context: playbook.Context{Surface: surface}, Fired: []decision.Fired{{PlaybookID: id.UUID{8}}},
			Actions: []action.Action{{Type: action.Mirror}},
		}}, nil
	}
	return observed.NewDecide(next, b.metrics, b.clock)
}

func TestFiveMillisecondsReadAsFiveThousandthsOfASecond(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	_, err := b.decider(5*time.Millisecond, action.IDE)(t.Context(), command.Decide{})
	require.NoError(t, err)
	b.requireValue(t, 0.005, "mmm_decision_latency_seconds", "tenant_id=acme", "surface=ide")
	b.requireValue(t, 0.005, "mmm_decide_duration_seconds", "surface=ide")
}

func TestADecisionThatMissedItsObjectiveIsCountedOnce(t *testing.T) {
	t.Parallel()
	cases := []struct {
		surface action.Surface
		took    time.Duration
		warned  map[string]float64
	}{
		{action.IDE, 150 * time.Millisecond, map[string]float64{"150ms": 0, "500ms": 0}},
		{action.IDE, 151 * time.Millisecond, map[string]float64{"150ms": 1, "500ms": 0}},
		{action.CI, 500 * time.Millisecond, map[string]float64{"150ms": 0, "500ms": 0}},
		{action.CI, 501 * time.Millisecond, map[string]float64{"150ms": 0, "500ms": 1}},
		{action.Background, time.Minute, map[string]float64{"150ms": 0, "500ms": 0}},
		{action.Alert, time.Minute, map[string]float64{"150ms": 0, "500ms": 0}},
	}
	for _, c := range cases {
		b := newBench(t, 0)
		_, err := b.decider(c.took, c.surface)(t.Context(), command.Decide{})
		require.NoError(t, err)
		for threshold, want := range c.warned {
			b.requireValue(t, want, "mmm_decision_latency_warning_total", "tenant_id=acme", "exceeded_threshold="+threshold)
		}
	}
}

func TestAFailedDecideMeasuresNothingAndPassesTheErrorOn(t *testing.T) {
	t.Parallel()
	b, broken := newBench(t, 0), errors.New("broken")
	var seen command.Decide
	handle := observed.NewDecide(func(_ context.Context, use command.Decide) (command.Decided, error) {
		seen = use
		return command.Decided{Late: true, Decision: decision.Decision{TenantID: "acme"}}, broken
	}, b.metrics, b.clock)
	decided, err := handle(t.Context(), command.Decide{ActorID: "ada"})
	require.ErrorIs(t, err, broken)
	require.True(t, decided.Late)
	require.Equal(t, "ada", seen.ActorID)
	_, measured := b.value(t, "mmm_decision_latency_seconds", "tenant_id=acme")
	require.False(t, measured)
}

func TestALatencyCarriesItsTrace(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	ctx, span := b.tracer.Start(t.Context(), "mmm.decide")
	_, err := b.decider(60*time.Millisecond, action.IDE)(ctx, command.Decide{})
	require.NoError(t, err)
	span.End()
	buckets := b.series(t, "mmm_decision_latency_seconds", "tenant_id=acme").GetHistogram().GetBucket()
	require.Equal(t, span.SpanContext().TraceID().String(), buckets[1].GetExemplar().GetLabel()[0].GetValue())
}

func TestTheSpanDescribesTheDecision(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	ctx, span := b.tracer.Start(t.Context(), "mmm.decide")
	_, err := b.decider(5*time.Millisecond, action.IDE)(ctx, command.Decide{})
	require.NoError(t, err)
	span.End()
	require.Equal(t, map[attribute.Key]any{
		"tenant_id": "acme", "actor_id": "ada", "decision_id": id.UUID{7}.String(),
		"playbook_ids": []string{id.UUID{8}.String()}, "action_count": int64(1),
		"degraded_mode": false, "latency_ms": 5.0,
	}, said(b.spans.Ended()[0]))
}

func TestTheSpanOfADecisionThatCouldNotBeMadeSaysWhoseItWas(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	ctx, span := b.tracer.Start(t.Context(), "mmm.decide")
	_, err := observed.NewDecide(func(context.Context, command.Decide) (command.Decided, error) {
		return command.Decided{}, errors.New("broken")
	}, b.metrics, b.clock)(ctx, command.Decide{Caller: actor.Caller{TenantID: "acme", Actor: actor.Actor{ID: "ada"}}})
	require.Error(t, err)
	span.End()
	require.Equal(t, map[attribute.Key]any{
		"tenant_id": "acme", "actor_id": "ada", "decision_id": "", "playbook_ids": []string{},
		"action_count": int64(0), "degraded_mode": false, "latency_ms": 0.0,
	}, said(b.spans.Ended()[0]))
}

func TestADecisionThatSaysItIsLateIsCounted(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	_, err := observed.NewDecide(func(context.Context, command.Decide) (command.Decided, error) {
		return command.Decided{Late: true, Decision: decision.Decision{
			TenantID: "acme", Context: playbook.Context{Surface: action.CI},
		}}, nil
	}, b.metrics, b.clock)(t.Context(), command.Decide{})
	require.NoError(t, err)
	b.requireValue(t, 1, "mmm_decision_latency_warning_total", "tenant_id=acme", "exceeded_threshold=500ms")
}
