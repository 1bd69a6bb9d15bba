package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/intake"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
)

// RecordOutcome implements openapi.ServerInterface.
func (s *server) RecordOutcome(c echo.Context, decisionID string, _ openapi.RecordOutcomeParams) error {
	at, err := keyOf("the decision", decisionID)
	if err != nil {
		return err
	}
	ask, err := s.readOutcome(c)
	if err != nil {
		return err
	}
	ask.Keyed, ask.Caller, ask.DecisionID = keyedOf(c), callerOf(c), at
	recorded, err := s.Application.Commands.RecordOutcome.Do(c.Request().Context(), ask)
	if err != nil {
		return err
	}
	stampCommitted(c, recorded.Committed)
	return respond(c, http.StatusAccepted, jsonType, openapi.OutcomeAnswer{Outcome: outcomeAnswer(&recorded.Outcome)})
}

// readOutcome refuses a report with everything that is wrong with it, its shape or
// what it says.
func (s *server) readOutcome(c echo.Context) (command.RecordOutcome, error) {
	tree, problems, err := readTree(c)
	if err != nil {
		return command.RecordOutcome{}, err
	}
	ask := intake.Outcome(tree)
	problems = append(problems, s.contract.Check("OutcomeRequest", "", tree)...)
	if _, isObject := tree.(map[string]any); isObject {
		problems = append(problems, ask.Problems()...)
	}
	return ask, invalid(problems)
}

// outcomeAnswer renders an outcome as it was recorded, when nobody had sealed its
// receipt yet: a repeat is answered like the first, whatever became of the receipt.
func outcomeAnswer(o *outcome.Outcome) openapi.Outcome {
	return openapi.Outcome{
		OutcomeId: o.ID, DecisionId: o.DecisionID, ActionId: o.ActionID, Result: string(o.Result), Reason: o.Reason,
		ActorId: o.ActorID, OccurredAt: o.OccurredAt.UTC(), RecordedAt: o.RecordedAt.UTC(),
		Receipt: openapi.ReceiptState{ReceiptId: o.ReceiptID, Status: receipt.Pending},
	}
}
