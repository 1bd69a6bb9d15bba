package httpapi

import (
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// defaultSince is how far back actions are listed unless the request says.
const defaultSince = 24 * time.Hour

// ListActions implements openapi.ServerInterface.
func (s *server) ListActions(c echo.Context, actorID string, params openapi.ListActionsParams) error {
	caller := callerOf(c)
	surface, problems := surfaceOf(params.Surface)
	since, more := sinceOf(params.Since, s.Clock.Now())
	problems = append(problems, more...)
	feed := feedOf(caller, surface)
	list := feed + "?since="
	if params.Since != nil {
		list += since.UTC().Format(time.RFC3339Nano)
	}
	window, more := windowOf(caller, list, params.Limit, params.Cursor)
	problems = append(problems, more...)
	after, err := positionOf(window.after)
	if err != nil {
		problems = append(problems, foreignCursor())
	}
	if err := invalid(problems); err != nil {
		return err
	}
	page, err := s.Application.Queries.ListActions.Do(c.Request().Context(), query.ListActions{
		Caller: caller, ActorID: actorID, Surface: surface, Since: since, After: after, Limit: window.limit,
	})
	if err != nil {
		return err
	}
	return ok(c, openapi.PushedActionPage{
		Items: each(page.Items, func(pushed ports.PushedAction) openapi.PushedAction { return pushedAnswer(feed, pushed) }),
		NextCursor: nextCursor(window, page.More, page.Items, func(pushed ports.PushedAction) string {
			return positionText(pushed.Position)
		}),
	})
}

func surfaceOf(asked string) (action.Surface, []fault.Problem) {
	surface := action.Surface(asked)
	switch {
	case asked == "":
		return action.IDE, nil
	case surface.Shows():
		return surface, nil
	}
	return "", []fault.Problem{{Path: "surface", Message: "must be one of ide, ci, alert"}}
}

func sinceOf(asked *string, now time.Time) (time.Time, []fault.Problem) {
	if asked == nil {
		return now.Add(-defaultSince), nil
	}
	var since time.Time
	if err := since.UnmarshalText([]byte(*asked)); err != nil {
		return since, []fault.Problem{{Path: "since", Message: "must be an RFC 3339 time, such as 2026-01-31T12:00:00Z"}}
	}
	if since.Before(now.Add(-decision.Retention)) {
		return since, []fault.Problem{{Path: "since", Message: "must be at most 90 days ago; nothing older is kept"}}
	}
	return since, nil
}

// pushedAnswer renders an action of a feed, for lists and streams alike.
func pushedAnswer(feed string, pushed ports.PushedAction) openapi.PushedAction {
	m := pushed.Message
	answer := openapi.PushedAction{
		EventId: eventID(feed, pushed.Position), DeliveryId: m.ID, DecisionId: m.DecisionID, Surface: string(m.Surface),
		CreatedAt: m.At.UTC(), Action: actionAnswer(&m.Action),
		Target: openapi.Target{
			RepoId: m.RepoID, Branch: m.Branch, FilePath: m.FilePath,
			Commit: m.Change.Commit, Pr: m.Change.PullRequest, Line: m.Change.Line,
		},
	}
	answer.Action.Payload.Presentation = presentationAnswer(m.Presentation)
	if !pushed.DigestID.IsZero() {
		answer.DigestId = &pushed.DigestID
	}
	return answer
}
