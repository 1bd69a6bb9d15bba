package httpapi

import (
	"unicode"
	"unicode/utf8"

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
func (s *server) Decide(c echo.Context, params openapi.DecideParams) error {
	return s.decide(c, decideShape, "decide", params.IdempotencyKey)
}

// EvaluateTrigger implements openapi.ServerInterface.
func (s *server) EvaluateTrigger(c echo.Context, params openapi.EvaluateTriggerParams) error {
	return s.decide(c, evaluateShape, "evaluate_trigger", params.IdempotencyKey)
}

func (s *server) decide(c echo.Context, shape, operation string, key *string) error {
	ask, err := s.readDecide(c, shape)
	if err != nil {
		return err
	}
	ask.Caller = callerOf(c)
	if ask.Idempotency, err = idempotencyOf(&ask, operation, key); err != nil {
		return err
	}
	complete(&ask)
	decided, err := s.Application.Commands.Decide.Do(c.Request().Context(), ask)
	if err != nil {
		return err
	}
	promise(c, decided.Token)
	if decided.Replayed {
		c.Response().Header().Set("Idempotency-Replayed", "true")
	}
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

// maxIdempotencyKey is in characters (api.md, Rules).
const maxIdempotencyKey = 255

// idempotencyOf wants the request as it was read, before anything is defaulted.
func idempotencyOf(ask *command.Decide, operation string, key *string) (*ports.Idempotency, error) {
	if key == nil {
		return nil, nil //nolint:nilnil // no key is no promise, and no failure
	}
	if !storable(*key, maxIdempotencyKey) {
		return nil, fault.InvalidInput([]fault.Problem{{
			Path: "Idempotency-Key", Message: "must be 1 to 255 printable characters",
		}})
	}
	return &ports.Idempotency{
		Operation: operation, Caller: ask.Caller.Actor.ID, Key: *key, Hash: intake.Fingerprint(ask),
	}, nil
}

// storable reports whether a header's text is of 1 to limit printable characters.
func storable(text string, limit int) bool {
	if text == "" || !utf8.ValidString(text) || utf8.RuneCountInString(text) > limit {
		return false
	}
	for _, r := range text {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}
