package httpapi

import (
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/intake"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/precondition"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/preference"
)

// GetPreferences implements openapi.ServerInterface.
func (s *server) GetPreferences(c echo.Context, actorID string) error {
	wanted, err := s.Application.Queries.GetPreferences.Do(c.Request().Context(),
		query.GetPreferences{Caller: callerOf(c), ActorID: actorID})
	if err != nil {
		return err
	}
	return respondPreferences(c, wanted)
}

// SetPreferences implements openapi.ServerInterface.
func (s *server) SetPreferences(c echo.Context, actorID string, params openapi.SetPreferencesParams) error {
	version, err := precondition.IfMatchFromZero(params.IfMatch)
	if err != nil {
		return err
	}
	ask, err := readPreferences(s, c, "PreferencesRequest", intake.Preferences)
	if err != nil {
		return err
	}
	ask.Keyed, ask.Caller, ask.ActorID, ask.IfMatch = keyedOf(c), callerOf(c), actorID, version
	return changedPreferences(c)(s.Application.Commands.SetPreferences.Do(c.Request().Context(), ask))
}

// SnoozeActor implements openapi.ServerInterface.
func (s *server) SnoozeActor(c echo.Context, actorID string, params openapi.SnoozeActorParams) error {
	version, err := precondition.IfMatchFromZero(params.IfMatch)
	if err != nil {
		return err
	}
	ask, err := readPreferences(s, c, "SnoozeRequest", intake.Snooze)
	if err != nil {
		return err
	}
	ask.Keyed, ask.Caller, ask.ActorID, ask.IfMatch = keyedOf(c), callerOf(c), actorID, version
	return changedPreferences(c)(s.Application.Commands.SnoozeActor.Do(c.Request().Context(), ask))
}

// readPreferences refuses a request with everything that is wrong with it, its shape
// or what it says.
func readPreferences[C interface {
	Problems(now time.Time) []fault.Problem
}](s *server, c echo.Context, shape string, read func(tree any) C) (C, error) {
	tree, problems, err := readTree(c)
	ask := read(tree)
	if err != nil {
		return ask, err
	}
	problems = append(problems, s.contract.Check(shape, "", tree)...)
	if _, isObject := tree.(map[string]any); isObject {
		problems = append(problems, ask.Problems(s.Clock.Now())...)
	}
	return ask, invalid(problems)
}

// changedPreferences answers a change of preferences with their new state.
func changedPreferences(c echo.Context) func(command.PreferencesChanged, error) error {
	return func(changed command.PreferencesChanged, err error) error {
		if err != nil {
			return err
		}
		stampCommitted(c, changed.Committed)
		return respondPreferences(c, changed.Preferences)
	}
}

// respondPreferences answers what can be set again as it is.
func respondPreferences(c echo.Context, wanted preference.Preferences) error {
	c.Response().Header().Set("ETag", wanted.ETag())
	return ok(c, openapi.Preferences{
		OptOutCategories:  each(wanted.OptOutCategories, func(kind action.Type) string { return string(kind) }),
		SnoozeUntil:       wanted.SnoozeUntil,
		PreferredSurfaces: each(wanted.PreferredSurfaces, func(surface action.Surface) string { return string(surface) }),
	})
}
