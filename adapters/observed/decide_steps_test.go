package observed_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// deciding answers the context of a decision's own span.
func (b *bench) deciding(t *testing.T) context.Context {
	t.Helper()
	ctx, span := b.tracer.Start(t.Context(), "mmm.decide")
	t.Cleanup(func() { span.End() })
	return ctx
}

// inputs have one playbook in force, which fires and proposes one action.
func inputs() *decision.Inputs {
	text := func(playbook.Env) (string, error) { return "x", nil }
	program := &playbook.Program{Actions: []playbook.ActionProgram{{Title: text, Body: text, Rationale: text}}}
	published := []playbook.Published{{
		Playbook: id.UUID{8}, Program: func() (*playbook.Program, error) { return program, nil },
		Definition: playbook.Definition{
			Name: "p", Triggers: []playbook.Trigger{{}},
			Actions: []playbook.Action{{Type: action.Mirror, Surfaces: action.Surfaces(), Title: "x"}},
		}.Normalised(),
	}}
	own := tenant.DefaultPolicy()
	return &decision.Inputs{
		Request: decision.Request{
			ID: id.UUID{7}, TenantID: "acme", Actor: actor.Actor{ID: "ada", Type: actor.Human},
			Context: playbook.Context{Surface: action.IDE}, Now: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC),
		},
		Policy: own, Snapshot: policy.Own("acme", own), Playbooks: playbook.NewIndex(published), Degraded: []string{"policy"},
	}
}

// run takes both steps.
func run(ctx context.Context, steps command.Steps, in *decision.Inputs) decision.Proposal {
	return steps.Gate(ctx, in, steps.Evaluate(ctx, in))
}

// slow steps take 5 ms each.
func (b *bench) slow() command.Steps {
	pure := command.PureSteps()
	return command.Steps{
		Evaluate: func(ctx context.Context, in *decision.Inputs) decision.Evaluated {
			b.clock.pass(5 * time.Millisecond)
			return pure.Evaluate(ctx, in)
		},
		Gate: func(ctx context.Context, in *decision.Inputs, evaluated decision.Evaluated) decision.Proposal {
			b.clock.pass(5 * time.Millisecond)
			return pure.Gate(ctx, in, evaluated)
		},
	}
}

func TestObservedStepsDecideAsTheyDoBare(t *testing.T) {
	t.Parallel()
	b, in := newBench(t, 0), inputs()
	steps := observed.NewDecideSteps(command.PureSteps(), b.tracer, b.clock)
	decide := func(ctx context.Context, steps command.Steps) decision.Decision {
		decided, _ := decision.Limit(in, run(ctx, steps, in))
		return decided
	}
	bare := decide(t.Context(), command.PureSteps())
	require.Equal(t, bare, decide(b.deciding(t), steps))
	require.Equal(t, bare, decide(t.Context(), steps))
}

func TestEachStepHasASpanBelowTheDecisions(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	ctx := b.deciding(t)
	run(ctx, observed.NewDecideSteps(b.slow(), b.tracer, b.clock), inputs())
	for name, actions := range map[string]int64{"playbook.evaluate": 0, "policy.gate": 1} {
		span := b.ended(t, name)
		require.Equal(t, trace.SpanContextFromContext(ctx).SpanID(), span.Parent().SpanID(), name)
		require.Equal(t, codes.Unset, span.Status().Code, name)
		require.Equal(t, map[attribute.Key]any{
			"tenant_id": "acme", "actor_id": "ada", "decision_id": id.UUID{7}.String(),
			"playbook_ids": []string{id.UUID{8}.String()}, "action_count": actions,
			"degraded_mode": true, "latency_ms": 5.0, "outcome": "success",
		}, said(span), name)
	}
}

func TestAStepThatPanicsIsAFailedSpan(t *testing.T) {
	t.Parallel()
	b := newBench(t, 0)
	steps := observed.NewDecideSteps(command.Steps{
		Evaluate: func(context.Context, *decision.Inputs) decision.Evaluated { panic("a defect") },
		Gate:     func(context.Context, *decision.Inputs, decision.Evaluated) decision.Proposal { panic("a defect") },
	}, b.tracer, b.clock)
	ctx := b.deciding(t)
	require.Panics(t, func() { steps.Evaluate(ctx, inputs()) })
	require.Panics(t, func() { steps.Gate(ctx, inputs(), nil) })
	for _, name := range []string{"playbook.evaluate", "policy.gate"} {
		require.Equal(t, codes.Error, b.ended(t, name).Status().Code, name)
	}
}

//nolint:paralleltest // allocations are counted for the whole process
func TestBelowASpanThatRecordsNothingStepsCostNothing(t *testing.T) {
	b, in := newBench(t, 0), inputs()
	known := ports.DecisionInputs{}
	steps := observed.NewDecideSteps(command.Steps{
		Evaluate: func(context.Context, *decision.Inputs) decision.Evaluated { return nil },
		Gate: func(context.Context, *decision.Inputs, decision.Evaluated) decision.Proposal {
			return decision.Proposal{}
		},
	}, b.tracer, b.clock)
	reader := observed.NewDecisionReader(reading(known, nil), b.tracer, b.clock)
	ctx, asked := t.Context(), query()
	require.Zero(t, testing.AllocsPerRun(100, func() {
		_, _ = reader.ReadDecisionInputs(ctx, asked)
		run(ctx, steps, in)
	}))
	require.Empty(t, b.spans.Started(), "there is no span")
}
