package httpapi

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/problem"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// CreatePlaybook implements openapi.ServerInterface.
func (s *server) CreatePlaybook(c echo.Context, _ openapi.CreatePlaybookParams) error {
	definition, err := s.readDefinition(c)
	if err != nil {
		return err
	}
	changed, err := s.Application.Commands.CreatePlaybook.Do(c.Request().Context(),
		command.CreatePlaybook{Keyed: keyedOf(c), Caller: callerOf(c), Definition: definition})
	if err != nil {
		return err
	}
	stampChange(c, &changed)
	return respond(c, http.StatusCreated, jsonType, playbookAnswer(changed.Playbook))
}

// ReplacePlaybook implements openapi.ServerInterface.
func (s *server) ReplacePlaybook(c echo.Context, key string, params openapi.ReplacePlaybookParams) error {
	at, version, err := target("the playbook", key, params.IfMatch)
	if err != nil {
		return err
	}
	definition, err := s.readDefinition(c)
	if err != nil {
		return err
	}
	return changed(c)(s.Application.Commands.ReplacePlaybook.Do(c.Request().Context(), command.ReplacePlaybook{
		Keyed: keyedOf(c), Caller: callerOf(c), Key: at, IfMatch: version, Definition: definition,
	}))
}

// ValidatePlaybook implements openapi.ServerInterface. What is wrong with the shape
// is part of the answer: the caller asked for exactly that. A key is no more than held to
// its form: nothing is written, so that every repeat is answered anew.
func (s *server) ValidatePlaybook(c echo.Context, _ openapi.ValidatePlaybookParams) error {
	definition, problems, err := draftOf[playbook.Definition](s, c, "PlaybookDefinition")
	if err != nil {
		return err
	}
	validated, err := s.validate(c, definition)
	if err != nil {
		return err
	}
	fields := problem.Fields(append(problems, validated.Problems...))
	return ok(c, openapi.PlaybookValidation{Valid: len(fields) == 0, Problems: fields})
}

// readDefinition answers a definition of the right shape. Where the shape is wrong,
// the problems of the rest are told too: expressions that do not compile among them.
func (s *server) readDefinition(c echo.Context) (playbook.Definition, error) {
	definition, problems, err := draftOf[playbook.Definition](s, c, "PlaybookDefinition")
	if err != nil || len(problems) == 0 {
		return definition, err
	}
	validated, err := s.validate(c, definition)
	if err != nil {
		return definition, err
	}
	return definition, fault.InvalidInput(append(problems, validated.Problems...))
}

func (s *server) validate(c echo.Context, definition playbook.Definition) (command.PlaybookValidated, error) {
	return s.Application.Commands.ValidatePlaybook.Do(c.Request().Context(),
		command.ValidatePlaybook{Caller: callerOf(c), Definition: definition})
}

// changed answers a change of a playbook with its new state.
func changed(c echo.Context) func(command.PlaybookChanged, error) error {
	return func(changed command.PlaybookChanged, err error) error {
		if err != nil {
			return err
		}
		stampChange(c, &changed)
		return ok(c, playbookAnswer(changed.Playbook))
	}
}

func stampChange(c echo.Context, changed *command.PlaybookChanged) {
	stampCommitted(c, changed.Committed)
	c.Response().Header().Set("ETag", changed.Playbook.ETag())
}
