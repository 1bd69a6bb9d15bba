package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/erasure"
)

// EraseActor implements openapi.ServerInterface.
func (s *server) EraseActor(c echo.Context, actorID string, _ openapi.EraseActorParams) error {
	body, err := s.readShaped(c, "ErasureRequest")
	if err != nil {
		return err
	}
	reason, _ := body["reason"].(string)
	accepted, err := s.Application.Commands.EraseActor.Do(c.Request().Context(), command.EraseActor{
		Keyed: keyedOf(c), Caller: callerOf(c), ActorID: actorID, Reason: reason,
	})
	if err != nil {
		return err
	}
	stampCommitted(c, accepted.Committed)
	return respond(c, http.StatusAccepted, jsonType, openapi.ErasureAccepted{ErasureId: accepted.ErasureID.String()})
}

// GetErasure implements openapi.ServerInterface.
func (s *server) GetErasure(c echo.Context, key string) error {
	at, err := keyOf("the erasure", key)
	if err != nil {
		return err
	}
	found, err := s.Application.Queries.GetErasure.Do(c.Request().Context(), query.GetErasure{Caller: callerOf(c), Key: at})
	if err != nil {
		return err
	}
	return ok(c, openapi.Erasure{
		ErasureId: found.ID.String(), State: string(found.State), Reason: found.Reason, RequestedAt: found.RequestedAt,
		EndedAt: found.EndedAt, Removed: removedCounts(found.Removed),
	})
}

func removedCounts(removed erasure.Removed) openapi.RemovedCounts {
	return openapi.RemovedCounts{
		Jobs: removed[erasure.Jobs], Signals: removed[erasure.Signals], SignalDecisions: removed[erasure.SignalDecisions],
		Deliveries: removed[erasure.Deliveries], Deferrals: removed[erasure.Deferrals], Digests: removed[erasure.Digests],
		IdempotencyKeys: removed[erasure.Keys], Replays: removed[erasure.Replays], Preferences: removed[erasure.Preferences],
		FatigueWindows: removed[erasure.Windows], Outcomes: removed[erasure.Outcomes], Feedback: removed[erasure.Feedback],
		Approvals: removed[erasure.Approvals], AuditEntries: removed[erasure.Audit], Decisions: removed[erasure.Decisions],
	}
}
