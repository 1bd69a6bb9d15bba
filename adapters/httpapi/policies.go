package httpapi

import (
	"encoding/json"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/precondition"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/problem"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// GetPolicy implements openapi.ServerInterface.
func (s *server) GetPolicy(c echo.Context, tenantID string) error {
	found, err := s.Application.Queries.GetPolicy.Do(c.Request().Context(),
		query.GetPolicy{Caller: callerOf(c), TenantID: tenant.ID(tenantID)})
	if err != nil {
		return err
	}
	return answerPolicy(c, found)
}

// ReplacePolicy implements openapi.ServerInterface.
func (s *server) ReplacePolicy(c echo.Context, tenantID string, params openapi.ReplacePolicyParams) error {
	revision, err := precondition.IfMatchFromZero(params.IfMatch)
	if err != nil {
		return err
	}
	terms, unfit, err := s.readTerms(c)
	if err != nil {
		return err
	}
	replaced, err := s.Application.Commands.ReplacePolicy.Do(c.Request().Context(), command.ReplacePolicy{
		Keyed: keyedOf(c), Caller: callerOf(c), TenantID: tenant.ID(tenantID), Terms: terms, Unfit: unfit, IfMatch: revision,
	})
	if err != nil {
		return err
	}
	stampCommitted(c, replaced.Committed)
	return answerPolicy(c, replaced.Policy)
}

// readTerms reads a policy over the defaults, so that an absent field has its own. It
// answers what can be understood, and what is wrong with the shape.
func (s *server) readTerms(c echo.Context) (terms tenant.PolicyTerms, unfit []fault.Problem, err error) {
	terms = tenant.DefaultTerms()
	tree, unfit, err := readTree(c)
	if err != nil {
		return terms, nil, err
	}
	unfit = append(unfit, s.contract.Check("TenantPolicy", "", tree)...)
	text, err := json.Marshal(tree)
	if err != nil {
		return terms, nil, problem.Malformed(err)
	}
	// Fields of a wrong type are skipped, the others read; the schema has named them.
	if err := json.Unmarshal(text, &terms); err != nil && len(unfit) == 0 {
		return terms, nil, problem.Malformed(err)
	}
	return terms, unfit, nil
}

func answerPolicy(c echo.Context, p tenant.Policy) error {
	c.Response().Header().Set("ETag", p.ETag())
	terms := p.Terms()
	return ok(c, openapi.TenantPolicyAnswer{
		EnabledSurfaces: terms.EnabledSurfaces, EnabledActionTypes: terms.EnabledActionTypes,
		Quotas: terms.Quotas, QuietHours: terms.QuietHours, MaxActionsPerDecision: terms.MaxActionsPerDecision,
		SafetyCritical: terms.SafetyCritical, Retention: terms.Retention, LegalHold: terms.LegalHold,
		DesignatedApprovers: terms.DesignatedApprovers, Revision: p.Revision,
	})
}
