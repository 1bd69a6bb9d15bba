package httpapi

import (
	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// SetGitHubSecret implements openapi.ServerInterface.
func (s *server) SetGitHubSecret(c echo.Context, tenantID string) error {
	body, err := s.readShaped(c, "GitHubSecret")
	if err != nil {
		return err
	}
	secret, _ := body["secret"].(string)
	token, err := s.Application.Commands.SetGitHubSecret.Do(c.Request().Context(), command.SetGitHubSecret{
		Caller: callerOf(c), TenantID: tenant.ID(tenantID), Secret: secret,
	})
	if err != nil {
		return err
	}
	promise(c, token)
	return nothing(c)
}
