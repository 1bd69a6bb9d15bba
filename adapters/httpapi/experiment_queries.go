package httpapi

import (
	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// GetExperiment implements openapi.ServerInterface.
func (s *server) GetExperiment(c echo.Context, key string) error {
	at, err := keyOf("the experiment", key)
	if err != nil {
		return err
	}
	found, err := s.Application.Queries.GetExperiment.Do(c.Request().Context(),
		query.GetExperiment{Caller: callerOf(c), Key: at})
	if err != nil {
		return err
	}
	c.Response().Header().Set("ETag", found.ETag())
	return ok(c, experimentAnswer(found))
}

// ListExperiments implements openapi.ServerInterface.
func (s *server) ListExperiments(c echo.Context, params openapi.ListExperimentsParams) error {
	window, problems := windowOf(callerOf(c), "experiments?status="+params.Status, params.Limit, params.Cursor)
	status := experiment.Status(params.Status)
	if status != "" && !status.Valid() {
		problems = append(problems, fault.Problem{Path: "status", Message: "must be one of draft, active, inactive"})
	}
	after, err := idAfter(window.after)
	if err != nil {
		problems = append(problems, foreignCursor())
	}
	if err := invalid(problems); err != nil {
		return err
	}
	page, err := s.Application.Queries.ListExperiments.Do(c.Request().Context(),
		query.ListExperiments{Caller: callerOf(c), Status: status, After: after, Limit: window.limit})
	if err != nil {
		return err
	}
	return ok(c, openapi.ExperimentPage{
		Items: each(page.Items, experimentAnswer),
		NextCursor: nextCursor(window, page.More, page.Items, func(e experiment.Experiment) string {
			return e.ID.String()
		}),
	})
}
