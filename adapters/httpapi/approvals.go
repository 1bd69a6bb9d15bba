package httpapi

import (
	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/intake"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/approval"
)

// GetApproval implements openapi.ServerInterface.
func (s *server) GetApproval(c echo.Context, actionID string) error {
	at, err := keyOf("the action", actionID)
	if err != nil {
		return err
	}
	found, err := s.Application.Queries.GetApproval.Do(c.Request().Context(),
		query.GetApproval{Caller: callerOf(c), ActionID: at})
	if err != nil {
		return err
	}
	return ok(c, approvalAnswer(&found))
}

// DecideApproval implements openapi.ServerInterface.
func (s *server) DecideApproval(c echo.Context, actionID string, _ openapi.DecideApprovalParams) error {
	at, err := keyOf("the action", actionID)
	if err != nil {
		return err
	}
	ask, err := s.readApproval(c)
	if err != nil {
		return err
	}
	ask.Keyed, ask.Caller, ask.ActionID = keyedOf(c), callerOf(c), at
	decided, err := s.Application.Commands.DecideApproval.Do(c.Request().Context(), ask)
	if err != nil {
		return err
	}
	stampCommitted(c, decided.Committed)
	return ok(c, approvalAnswer(&decided.Approval))
}

// readApproval refuses a step with everything that is wrong with it, its shape or what
// it says.
func (s *server) readApproval(c echo.Context) (command.DecideApproval, error) {
	tree, problems, err := readTree(c)
	if err != nil {
		return command.DecideApproval{}, err
	}
	ask := intake.Approval(tree)
	problems = append(problems, s.contract.Check("ApprovalRequest", "", tree)...)
	if _, isObject := tree.(map[string]any); isObject {
		problems = append(problems, ask.Problems()...)
	}
	return ask, invalid(problems)
}

func approvalAnswer(a *approval.Status) openapi.Approval {
	return openapi.Approval{
		ActionId: a.ActionID, DecisionId: a.DecisionID, State: string(a.State), ExpiresAt: a.ExpiresAt().UTC(),
		Steps: each(a.Steps, func(step approval.Step) openapi.ApprovalStep {
			return openapi.ApprovalStep{
				ActorId: step.By, Decision: string(step.Verdict), Reason: step.Reason, DecidedAt: step.At.UTC(),
				ReceiptId: step.ReceiptID,
			}
		}),
	}
}
