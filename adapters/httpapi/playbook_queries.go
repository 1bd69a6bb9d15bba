package httpapi

import (
	"fmt"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// GetPlaybook implements openapi.ServerInterface.
func (s *server) GetPlaybook(c echo.Context, key string) error {
	at, err := keyOf("the playbook", key)
	if err != nil {
		return err
	}
	found, err := s.Application.Queries.GetPlaybook.Do(c.Request().Context(),
		query.GetPlaybook{Caller: callerOf(c), Key: at})
	if err != nil {
		return err
	}
	c.Response().Header().Set("ETag", found.ETag())
	return ok(c, playbookAnswer(found))
}

// ListPlaybooks implements openapi.ServerInterface.
func (s *server) ListPlaybooks(c echo.Context, params openapi.ListPlaybooksParams) error {
	window, problems := windowOf(callerOf(c), "playbooks?status="+params.Status, params.Limit, params.Cursor)
	status := playbook.Status(params.Status)
	if status != "" && !status.Valid() {
		problems = append(problems, fault.Problem{
			Path: "status", Message: "must be one of draft, published, paused, deprecated",
		})
	}
	after, err := idAfter(window.after)
	if err != nil {
		problems = append(problems, foreignCursor())
	}
	if err := invalid(problems); err != nil {
		return err
	}
	page, err := s.Application.Queries.ListPlaybooks.Do(c.Request().Context(),
		query.ListPlaybooks{Caller: callerOf(c), Status: status, After: after, Limit: window.limit})
	if err != nil {
		return err
	}
	return ok(c, openapi.PlaybookPage{
		Items: each(page.Items, playbookAnswer),
		NextCursor: nextCursor(window, page.More, page.Items, func(p playbook.Playbook) string {
			return p.ID.String()
		}),
	})
}

// ListRevisions implements openapi.ServerInterface.
func (s *server) ListRevisions(c echo.Context, key string, params openapi.ListRevisionsParams) error {
	at, err := keyOf("the playbook", key)
	if err != nil {
		return err
	}
	window, problems := windowOf(callerOf(c), "revisions?playbook="+at.String(), params.Limit, params.Cursor)
	before, err := numberBefore(window.after)
	if err != nil {
		problems = append(problems, foreignCursor())
	}
	if err := invalid(problems); err != nil {
		return err
	}
	page, err := s.Application.Queries.ListRevisions.Do(c.Request().Context(),
		query.ListRevisions{Caller: callerOf(c), Key: at, Before: before, Limit: window.limit})
	if err != nil {
		return err
	}
	return ok(c, openapi.RevisionPage{
		Items: each(page.Items, revisionAnswer),
		NextCursor: nextCursor(window, page.More, page.Items, func(r playbook.Revision) string {
			return strconv.Itoa(r.Number)
		}),
	})
}

func idAfter(text string) (playbook.Key, error) {
	if text == "" {
		return playbook.Key{}, nil
	}
	return id.Parse(text)
}

func numberBefore(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	number, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("read a revision's number: %w", err)
	}
	return number, nil
}
