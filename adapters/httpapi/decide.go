package httpapi

import (
	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/intake"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/ports"
)

// The schemas of the two ways to ask for a decision.
const (
	decideShape   = "DecideRequest"
	evaluateShape = "EvaluateRequest"
)

// Decide implements openapi.ServerInterface.
func (s *server) Decide(c echo.Context, _ openapi.DecideParams) error {
	return s.decide(c, decideShape, "decide")
}

// EvaluateTrigger implements openapi.ServerInterface.
func (s *server) EvaluateTrigger(c echo.Context, _ openapi.EvaluateTriggerParams) error {
	return s.decide(c, evaluateShape, "evaluate_trigger")
}

func (s *server) decide(c echo.Context, shape, operation string) error {
	ask, err := s.readDecide(c, shape)
	if err != nil {
		return err
	}
	ask.Caller = callerOf(c)
	if key := keyOfRequest(c); key != "" {
		ask.Idempotency = &ports.Idempotency{
			Operation: operation, Caller: ask.Caller.Actor.ID, Key: key, Hash: intake.Fingerprint(&ask),
		}
	}
	complete(&ask)
	decided, err := s.Application.Commands.Decide.Do(c.Request().Context(), ask)
	if err != nil {
		return err
	}
	stampCommitted(c, command.Committed{Token: decided.Token, Replayed: decided.Replayed})
	return ok(c, decidedAnswer(&decided))
}

func decidedAnswer(decided *command.Decided) openapi.DecideAnswer {
	answer := decisionAnswer(&decided.Decision)
	answer.LatencyWarning = decided.Late
	if !decided.DryRun {
		answer.Receipt = &openapi.ReceiptState{ReceiptId: decided.Decision.ReceiptID, Status: receipt.Pending}
	}
	return openapi.DecideAnswer{Decision: answer}
}

// readDecide takes the quick way for a body that fits. Any other is held against
// the document, for everything that is wrong with it.
func (s *server) readDecide(c echo.Context, shape string) (command.Decide, error) {
	body, err := readBody(c)
	if err != nil {
		return command.Decide{}, err
	}
	ask, fits := intake.QuickDecide(body)
	if fits && (shape == decideShape || ask.Signal != nil) {
		return ask, invalid(intake.DecideProblems(&ask, s.Clock.Now()))
	}
	tree, problems, err := treeOf(body)
	if err != nil {
		return command.Decide{}, err
	}
	ask = intake.Decide(tree)
	problems = append(problems, s.contract.Check(shape, "", tree)...)
	return ask, invalid(append(problems, intake.DecideProblems(&ask, s.Clock.Now())...))
}

func invalid(problems []fault.Problem) error {
	if len(problems) == 0 {
		return nil
	}
	return fault.InvalidInput(problems)
}

// complete writes out what the document defaults. A caller who names nobody else is
// of the type that the token says.
func complete(ask *command.Decide) {
	if ask.Surface == "" {
		ask.Surface = action.IDE
	}
	self := ask.ActorID == "" || ask.ActorID == ask.Caller.Actor.ID
	switch {
	case ask.ActorType != "":
	case self && ask.Caller.Actor.Type.Valid():
		ask.ActorType = ask.Caller.Actor.Type
	default:
		ask.ActorType = actor.Human
	}
	if ask.Signal != nil {
		ask.Signal.Place = ask.Place
	}
}
