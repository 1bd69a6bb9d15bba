package httpapi

import (
	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// SetGitHubSecret implements openapi.ServerInterface.
func (s *server) SetGitHubSecret(c echo.Context, tenantID string, _ openapi.SetGitHubSecretParams) error {
	body, err := s.readShaped(c, "GitHubSecret")
	if err != nil {
		return err
	}
	secret, _ := body["secret"].(string)
	done, err := s.Application.Commands.SetGitHubSecret.Do(c.Request().Context(), command.SetGitHubSecret{
		Keyed: keyedOf(c), Caller: callerOf(c), TenantID: tenant.ID(tenantID), Secret: secret,
	})
	if err != nil {
		return err
	}
	stampCommitted(c, done.Committed)
	return nothing(c)
}
