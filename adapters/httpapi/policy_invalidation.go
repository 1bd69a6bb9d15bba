package httpapi

import (
	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// InvalidatePolicy implements openapi.ServerInterface.
func (s *server) InvalidatePolicy(c echo.Context, _ openapi.InvalidatePolicyParams) error {
	body, err := s.readShaped(c, "PolicyInvalidation")
	if err != nil {
		return err
	}
	named, _ := body["tenant_id"].(string)
	done, err := s.Application.Commands.InvalidatePolicy.Do(c.Request().Context(), command.InvalidatePolicy{
		Keyed: keyedOf(c), Caller: callerOf(c), TenantID: tenant.ID(named),
	})
	if err != nil {
		return err
	}
	stampCommitted(c, done.Committed)
	return nothing(c)
}
