package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/intake"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// maxResource is longer than any resource's kind and id.
const maxResource = 512

// ListAudit implements openapi.ServerInterface.
func (s *server) ListAudit(c echo.Context, params openapi.ListAuditParams) error {
	ask, problems := auditOf(params)
	window, more := windowOf(callerOf(c), auditList(ask), params.Limit, params.Cursor)
	problems = append(problems, more...)
	var err error
	if ask.Before, err = auditPlaceOf(window.after); err != nil {
		problems = append(problems, foreignCursor())
	}
	if err := invalid(problems); err != nil {
		return err
	}
	ask.Caller, ask.Limit = callerOf(c), window.limit
	page, err := s.Application.Queries.ListAudit.Do(c.Request().Context(), ask)
	if err != nil {
		return err
	}
	return ok(c, openapi.AuditPage{
		Items: each(page.Items, func(r ports.AuditRecord) openapi.AuditEntry { return auditAnswer(ask.Caller.TenantID, r) }),
		NextCursor: nextCursor(window, page.More, page.Items, func(r ports.AuditRecord) string {
			return auditPlaceText(r.AuditPlace)
		}),
	})
}

// auditOf reads the filters.
func auditOf(params openapi.ListAuditParams) (query.ListAudit, []fault.Problem) {
	span, problems := spanOf(params.From, params.To)
	problems = append(problems, wordProblems("resource", params.Resource, maxResource)...)
	problems = append(problems, wordProblems("actor", params.Actor, actor.MaxIDLength)...)
	return query.ListAudit{
		Resource: params.Resource, AdminID: params.Actor, Span: span,
	}, problems
}

// endOf reads an end of a span; none is open.
func endOf(name string, asked *string) (time.Time, []fault.Problem) {
	if asked == nil {
		return time.Time{}, nil
	}
	at, ok := intake.Moment(*asked)
	if !ok {
		return at, []fault.Problem{{Path: name, Message: "must be an RFC 3339 time, such as 2026-01-31T12:00:00Z"}}
	}
	return at, nil
}

// wordProblems refuses what no entry can hold.
func wordProblems(name, text string, limit int) []fault.Problem {
	if len(text) > limit || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return []fault.Problem{{Path: name, Message: "is too long, or holds what is no text"}}
	}
	return nil
}

// auditList names the list with its filters. It is a hash: filters may be long, and
// cursors are written down where an actor's id is not.
func auditList(ask query.ListAudit) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{
		ask.Resource, ask.AdminID, ask.Span.From.Format(time.RFC3339Nano), ask.Span.To.Format(time.RFC3339Nano),
	}, "\x00")))
	return "audit/" + hex.EncodeToString(sum[:16])
}

func auditAnswer(owner tenant.ID, r ports.AuditRecord) openapi.AuditEntry {
	return openapi.AuditEntry{
		EntryId: r.EntryID, Timestamp: r.At.UTC(), AdminUserId: r.AdminID, TenantId: string(owner),
		Action: r.Action, Resource: r.Resource, TraceId: r.TraceID,
		Before: json.RawMessage(r.Before), After: json.RawMessage(r.After),
	}
}
