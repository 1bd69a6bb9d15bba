package httpapi

import (
	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

// GetDecision implements openapi.ServerInterface.
func (s *server) GetDecision(c echo.Context, decisionID string) error {
	key, err := keyOf("the decision", decisionID)
	if err != nil {
		return err
	}
	view, err := s.Application.Queries.GetDecision.Do(c.Request().Context(),
		query.GetDecision{Caller: callerOf(c), DecisionID: key})
	if err != nil {
		return err
	}
	answer := decisionAnswer(&view.Decision)
	answer.Receipt = &openapi.ReceiptState{ReceiptId: view.Decision.ReceiptID, Status: view.Receipt}
	return ok(c, openapi.DecideAnswer{Decision: answer})
}

// GetDecisionReceipt implements openapi.ServerInterface.
func (s *server) GetDecisionReceipt(c echo.Context, decisionID string) error {
	key, err := keyOf("the decision", decisionID)
	if err != nil {
		return err
	}
	view, err := s.Application.Queries.GetDecisionReceipt.Do(c.Request().Context(),
		query.GetDecisionReceipt{Caller: callerOf(c), DecisionID: key})
	if err != nil {
		return err
	}
	return ok(c, receiptAnswer(view))
}

// keyOf reads an id from a path. What is no id names nothing that exists.
func keyOf(what, text string) (id.UUID, error) {
	key, err := id.Parse(text)
	if err != nil {
		return id.UUID{}, fault.Missing(what)
	}
	return key, nil
}
