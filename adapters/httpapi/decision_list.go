package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ListDecisions implements openapi.ServerInterface.
func (s *server) ListDecisions(c echo.Context, params openapi.ListDecisionsParams) error {
	ask, problems := decisionsOf(params)
	window, more := windowOf(callerOf(c), decisionListName(params), params.Limit, params.Cursor)
	problems = append(problems, more...)
	var err error
	if ask.Before, err = idAfter(window.after); err != nil {
		problems = append(problems, foreignCursor())
	}
	if err := invalid(problems); err != nil {
		return err
	}
	ask.Caller, ask.Limit = callerOf(c), window.limit
	page, err := s.Application.Queries.ListDecisions.Do(c.Request().Context(), ask)
	if err != nil {
		return err
	}
	return ok(c, openapi.DecisionPage{Items: each(page.Items, decisionViewAnswer), NextCursor: window.cursorAt(page.Next)})
}

// cursorAt answers nil behind the last page.
func (w window) cursorAt(next id.UUID) *string {
	if next.IsZero() {
		return nil
	}
	return w.cursor(next.String())
}

// decisionsOf reads the filters.
func decisionsOf(params openapi.ListDecisionsParams) (query.ListDecisions, []fault.Problem) {
	span, problems := spanOf(params.From, params.To)
	playbook, err := idAfter(params.PlaybookId)
	if err != nil {
		problems = append(problems, fault.Problem{Path: "playbook_id", Message: "must be the id of a playbook"})
	}
	surface := action.Surface(params.Surface)
	if surface != "" && !surface.Shows() && surface != action.Background {
		problems = append(problems, fault.Problem{Path: "surface", Message: "must be one of ide, ci, alert, background"})
	}
	problems = append(problems, wordProblems("actor_id", params.ActorId, actor.MaxIDLength)...)
	degraded, more := choiceOf("degraded", params.Degraded)
	return query.ListDecisions{
		ActorID: params.ActorId, Playbook: playbook, Surface: surface, Degraded: degraded, Span: span,
	}, append(problems, more...)
}

// spanOf reads both ends of a span; none is open.
func spanOf(from, to *string) (ports.Span, []fault.Problem) {
	begin, problems := endOf("from", from)
	end, more := endOf("to", to)
	return ports.Span{From: begin, To: end}, append(problems, more...)
}

// choiceOf reads yes or no; nil where nothing was asked.
func choiceOf(name, asked string) (*bool, []fault.Problem) {
	yes := asked == "true"
	switch asked {
	case "":
		return nil, nil
	case "true", "false":
		return &yes, nil
	}
	return nil, []fault.Problem{{Path: name, Message: "must be true or false"}}
}

// decisionListName names the list with its filters. It is a hash, as auditList's is.
func decisionListName(params openapi.ListDecisionsParams) string {
	given := func(text *string) string {
		if text == nil {
			return ""
		}
		return *text
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{
		params.ActorId, params.PlaybookId, params.Surface, given(params.From), given(params.To), params.Degraded,
	}, "\x00")))
	return "decisions/" + hex.EncodeToString(sum[:16])
}

func decisionViewAnswer(view ports.DecisionView) openapi.Decision {
	answer := decisionAnswer(&view.Decision)
	answer.Receipt = &openapi.ReceiptState{ReceiptId: view.Decision.ReceiptID, Status: view.Receipt}
	return answer
}

// ExplainDecision implements openapi.ServerInterface.
func (s *server) ExplainDecision(c echo.Context, decisionID string) error {
	key, err := keyOf("the decision", decisionID)
	if err != nil {
		return err
	}
	explained, err := s.Application.Queries.ExplainDecision.Do(c.Request().Context(),
		query.ExplainDecision{Caller: callerOf(c), DecisionID: key})
	if err != nil {
		return err
	}
	d := &explained.Decision
	return ok(c, openapi.Explanation{
		DecisionId: d.ID, Complete: explained.Account.Complete, Playbooks: each(explained.Account.Playbooks, consideredAnswer),
		Suppressed:            each(slices.DeleteFunc(slices.Clone(d.Suppressed), inShadow), suppressionAnswer),
		ExperimentAssignments: each(d.Assignments, assignmentAnswer), DegradedReasons: each(d.Degraded, same),
	})
}
