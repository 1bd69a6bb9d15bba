package ports

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// AuditViews answer queries on what admins did.
type AuditViews interface {
	// ListAudit answers a page, newest first: by time, then by entry id.
	ListAudit(ctx context.Context, owner tenant.ID, filter AuditFilter) ([]AuditRecord, error)
}

// AuditFilter narrows a list. What is zero narrows nothing.
type AuditFilter struct {
	// Resource is the whole of it, such as "playbook/018f...".
	Resource string
	AdminID  string
	Span     Span
	// Before is the last place of the page before; zero for the first page.
	Before AuditPlace
	Limit  int
}

// AuditPlace is where an entry stands in a list.
type AuditPlace struct {
	At time.Time
	// EntryID is counted by the store over all tenants, from 1, with gaps.
	EntryID int64
}

// AuditRecord is an entry as it is kept.
type AuditRecord struct {
	AuditPlace

	AdminID          string
	Action, Resource string
	// Before and After are redacted, as canonical JSON; empty where there is none.
	Before, After string
	// TraceID is empty where the mutation was not traced.
	TraceID string
}
