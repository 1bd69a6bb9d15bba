package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/feedback"
)

// GiveFeedback implements openapi.ServerInterface.
func (s *server) GiveFeedback(c echo.Context, actionID string, _ openapi.GiveFeedbackParams) error {
	at, err := keyOf("the action", actionID)
	if err != nil {
		return err
	}
	body, err := s.readShaped(c, "FeedbackRequest")
	if err != nil {
		return err
	}
	rating, _ := body["rating"].(string)
	given, err := s.Application.Commands.GiveFeedback.Do(c.Request().Context(), command.GiveFeedback{
		Keyed: keyedOf(c), Caller: callerOf(c), ActionID: at, Rating: feedback.Rating(rating),
	})
	if err != nil {
		return err
	}
	stampCommitted(c, given.Committed)
	return respond(c, http.StatusAccepted, jsonType, openapi.FeedbackAnswer{Feedback: openapi.Feedback{
		ActionId: given.Feedback.ActionID, Rating: string(given.Feedback.Rating), RatedAt: given.Feedback.At.UTC(),
	}})
}
