package httpapi

import (
	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/application/command"
)

// PublishPlaybook implements openapi.ServerInterface.
func (s *server) PublishPlaybook(c echo.Context, key string, params openapi.PublishPlaybookParams) error {
	at, version, err := target("the playbook", key, params.IfMatch)
	if err != nil {
		return err
	}
	body, err := s.readShaped(c, "PublishRequest")
	if err != nil {
		return err
	}
	revision, _ := body["revision"].(float64)
	return changed(c)(s.Application.Commands.PublishPlaybook.Do(c.Request().Context(), command.PublishPlaybook{
		Keyed: keyedOf(c), Caller: callerOf(c), Key: at, IfMatch: version, Revision: int(revision),
	}))
}

// PausePlaybook implements openapi.ServerInterface.
func (s *server) PausePlaybook(c echo.Context, key string, params openapi.PausePlaybookParams) error {
	at, version, err := target("the playbook", key, params.IfMatch)
	if err != nil {
		return err
	}
	reason, err := s.readReason(c)
	if err != nil {
		return err
	}
	return changed(c)(s.Application.Commands.PausePlaybook.Do(c.Request().Context(), command.PausePlaybook{
		Keyed: keyedOf(c), Caller: callerOf(c), Key: at, IfMatch: version, Reason: reason,
	}))
}

// ResumePlaybook implements openapi.ServerInterface.
func (s *server) ResumePlaybook(c echo.Context, key string, params openapi.ResumePlaybookParams) error {
	at, version, err := target("the playbook", key, params.IfMatch)
	if err != nil {
		return err
	}
	reason, err := s.readReason(c)
	if err != nil {
		return err
	}
	return changed(c)(s.Application.Commands.ResumePlaybook.Do(c.Request().Context(), command.ResumePlaybook{
		Keyed: keyedOf(c), Caller: callerOf(c), Key: at, IfMatch: version, Reason: reason,
	}))
}

// DeprecatePlaybook implements openapi.ServerInterface.
func (s *server) DeprecatePlaybook(c echo.Context, key string, params openapi.DeprecatePlaybookParams) error {
	at, version, err := target("the playbook", key, params.IfMatch)
	if err != nil {
		return err
	}
	deprecated, err := s.Application.Commands.DeprecatePlaybook.Do(c.Request().Context(),
		command.DeprecatePlaybook{Caller: callerOf(c), Key: at, IfMatch: version})
	if err != nil {
		return err
	}
	stampChange(c, &deprecated)
	return nothing(c)
}

func (s *server) readReason(c echo.Context) (string, error) {
	body, err := s.readShaped(c, "ReasonRequest")
	if err != nil {
		return "", err
	}
	reason, _ := body["reason"].(string)
	return reason, nil
}
