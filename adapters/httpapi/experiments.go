package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// CreateExperiment implements openapi.ServerInterface.
func (s *server) CreateExperiment(c echo.Context, _ openapi.CreateExperimentParams) error {
	definition, err := s.readExperiment(c)
	if err != nil {
		return err
	}
	created, err := s.Application.Commands.CreateExperiment.Do(c.Request().Context(),
		command.CreateExperiment{Keyed: keyedOf(c), Caller: callerOf(c), Definition: definition})
	if err != nil {
		return err
	}
	stampExperiment(c, &created)
	return respond(c, http.StatusCreated, jsonType, experimentAnswer(created.Experiment))
}

// ReplaceExperiment implements openapi.ServerInterface.
func (s *server) ReplaceExperiment(c echo.Context, key string, params openapi.ReplaceExperimentParams) error {
	at, version, err := target("the experiment", key, params.IfMatch)
	if err != nil {
		return err
	}
	definition, err := s.readExperiment(c)
	if err != nil {
		return err
	}
	return experimentChanged(c)(s.Application.Commands.ReplaceExperiment.Do(c.Request().Context(), command.ReplaceExperiment{
		Keyed: keyedOf(c), Caller: callerOf(c), Key: at, IfMatch: version, Definition: definition,
	}))
}

// ActivateExperiment implements openapi.ServerInterface.
func (s *server) ActivateExperiment(c echo.Context, key string, params openapi.ActivateExperimentParams) error {
	at, version, err := target("the experiment", key, params.IfMatch)
	if err != nil {
		return err
	}
	reason, err := s.readReason(c)
	if err != nil {
		return err
	}
	return experimentChanged(c)(s.Application.Commands.ActivateExperiment.Do(c.Request().Context(), command.ActivateExperiment{
		Keyed: keyedOf(c), Caller: callerOf(c), Key: at, IfMatch: version, Reason: reason,
	}))
}

// DeactivateExperiment implements openapi.ServerInterface.
func (s *server) DeactivateExperiment(c echo.Context, key string, params openapi.DeactivateExperimentParams) error {
	at, version, err := target("the experiment", key, params.IfMatch)
	if err != nil {
		return err
	}
	reason, err := s.readReason(c)
	if err != nil {
		return err
	}
	return experimentChanged(c)(s.Application.Commands.DeactivateExperiment.Do(c.Request().Context(), command.DeactivateExperiment{
		Keyed: keyedOf(c), Caller: callerOf(c), Key: at, IfMatch: version, Reason: reason,
	}))
}

// readExperiment answers a definition of the right shape. Where the shape is wrong, the
// problems of what could be read are told too.
func (s *server) readExperiment(c echo.Context) (experiment.Definition, error) {
	definition, problems, err := draftOf[experiment.Definition](s, c, "ExperimentDefinition")
	if err != nil || len(problems) == 0 {
		return definition, err
	}
	return definition, fault.InvalidInput(append(problems, definition.Problems()...))
}

// experimentChanged answers a change of an experiment with its new state.
func experimentChanged(c echo.Context) func(command.ExperimentChanged, error) error {
	return func(changed command.ExperimentChanged, err error) error {
		if err != nil {
			return err
		}
		stampExperiment(c, &changed)
		return ok(c, experimentAnswer(changed.Experiment))
	}
}

func stampExperiment(c echo.Context, changed *command.ExperimentChanged) {
	stampCommitted(c, changed.Committed)
	c.Response().Header().Set("ETag", changed.Experiment.ETag())
}

func experimentAnswer(e experiment.Experiment) openapi.Experiment {
	return openapi.Experiment{
		ExperimentId: e.ID, TenantId: string(e.TenantID), Status: string(e.Status), Etag: e.ETag(),
		CreatedAt: e.CreatedAt.UTC(), UpdatedAt: e.UpdatedAt.UTC(), Definition: e.Definition,
	}
}
