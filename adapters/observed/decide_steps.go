package observed

import (
	"context"

	"go.opentelemetry.io/otel/trace"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/ports"
)

// NewDecideSteps runs the pure steps of a decision in spans of their own,
// playbook.evaluate and policy.gate. Below a span that records nothing it only runs
// them. What was evaluated is told the log, too, once a decision.
func NewDecideSteps(next command.Steps, tracer trace.Tracer, clock ports.Clock) command.Steps {
	steps := decideSteps{next: next, tracer: tracer, clock: clock}
	return command.Steps{Evaluate: steps.evaluate, Gate: steps.gate}
}

type decideSteps struct {
	next   command.Steps
	tracer trace.Tracer
	clock  ports.Clock
}

func (s *decideSteps) evaluate(ctx context.Context, in *decision.Inputs) decision.Evaluated {
	evaluated := s.asked(ctx, in)
	noteOf(ctx).evaluated = evaluated
	return evaluated
}

func (s *decideSteps) asked(ctx context.Context, in *decision.Inputs) decision.Evaluated {
	if !recording(ctx) {
		return s.next.Evaluate(ctx, in)
	}
	ctx, span := startStep(ctx, s.tracer, s.clock, "playbook.evaluate")
	defer span.end()
	evaluated := s.next.Evaluate(ctx, in)
	step := aboutInputs(in)
	step.fired = evaluated.Fired()
	span.tell(step, nil)
	return evaluated
}

func (s *decideSteps) gate(ctx context.Context, in *decision.Inputs, evaluated decision.Evaluated) decision.Proposal {
	if !recording(ctx) {
		return s.next.Gate(ctx, in, evaluated)
	}
	ctx, span := startStep(ctx, s.tracer, s.clock, "policy.gate")
	defer span.end()
	proposal := s.next.Gate(ctx, in, evaluated)
	step := aboutInputs(in)
	step.fired, step.actions = evaluated.Fired(), proposal.Actions()
	span.tell(step, nil)
	return proposal
}
