package query

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ListAudit asks for a page of what admins did, newest first (api.md, GET /audit).
type ListAudit struct {
	Caller actor.Caller
	// Resource and AdminID are empty for all of them.
	Resource, AdminID string
	// Span is when it was done.
	Span ports.Span
	// Before is the last place of the page before; zero for the first page.
	Before ports.AuditPlace
	// Limit is from 1 to 200.
	Limit int
}

// AuditPage is the answer; More says that another page follows.
type AuditPage struct {
	Items []ports.AuditRecord
	More  bool
}

// Authorise implements application.Use.
func (q ListAudit) Authorise() error { return q.Caller.RequireAdmin() }

// Audit answers queries on what admins did.
type Audit struct{ views ports.AuditViews }

// NewAudit makes the handler.
func NewAudit(views ports.AuditViews) *Audit { return &Audit{views: views} }

// List carries out ListAudit.
func (a *Audit) List(ctx context.Context, q ListAudit) (AuditPage, error) {
	if problems := q.Span.Problems(); len(problems) > 0 {
		return AuditPage{}, fault.InvalidInput(problems)
	}
	items, err := a.views.ListAudit(ctx, q.Caller.TenantID, ports.AuditFilter{
		Resource: q.Resource, AdminID: q.AdminID, Span: q.Span, Before: q.Before, Limit: q.Limit + 1,
	})
	items, more := page(items, q.Limit)
	return AuditPage{Items: items, More: more}, err
}
