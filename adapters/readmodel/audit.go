package readmodel

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ListAudit implements ports.AuditViews.
func (v *Views) ListAudit(ctx context.Context, owner tenant.ID, filter ports.AuditFilter) ([]ports.AuditRecord, error) {
	var rows []readdb.AuditEntry
	err := v.view(ctx, owner, func(q *readdb.Queries) (err error) {
		rows, err = listAudit(ctx, q, string(owner), filter)
		return err
	})
	if err != nil {
		return nil, translate(err, "the audit entries")
	}
	page := make([]ports.AuditRecord, len(rows))
	for i, row := range rows {
		page[i] = auditRecordOf(row)
	}
	return page, nil
}

func listAudit(ctx context.Context, q *readdb.Queries, owner string, filter ports.AuditFilter) ([]readdb.AuditEntry, error) {
	before, most := endOf(filter), int32(filter.Limit)
	switch {
	case filter.Resource != "":
		return q.ListAuditOfResource(ctx, readdb.ListAuditOfResourceParams{
			TenantID: owner, Resource: filter.Resource, AdminID: filter.AdminID,
			Since: filter.Span.From, BeforeAt: before.At, BeforeID: before.EntryID, Most: most,
		})
	case filter.AdminID != "":
		return q.ListAuditOfAdmin(ctx, readdb.ListAuditOfAdminParams{
			TenantID: owner, AdminID: filter.AdminID,
			Since: filter.Span.From, BeforeAt: before.At, BeforeID: before.EntryID, Most: most,
		})
	}
	return q.ListAudit(ctx, readdb.ListAuditParams{
		TenantID: owner, Since: filter.Span.From, BeforeAt: before.At, BeforeID: before.EntryID, Most: most,
	})
}

// endOf answers the place that the page stands before. No entry has the id 0, so that an
// entry at the end of a span does not belong to it.
func endOf(filter ports.AuditFilter) ports.AuditPlace {
	end := ports.AuditPlace{At: time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)} // later than any entry
	if !filter.Span.To.IsZero() {
		end.At = filter.Span.To
	}
	if at := filter.Before.At; !at.IsZero() && at.Before(end.At) {
		return filter.Before
	}
	return end
}

func auditRecordOf(row readdb.AuditEntry) ports.AuditRecord {
	return ports.AuditRecord{
		AuditPlace: ports.AuditPlace{At: row.At.UTC(), EntryID: row.EntryID}, AdminID: row.AdminID,
		Action: row.Action, Resource: row.Resource, Before: orZero(row.Before), After: orZero(row.After), TraceID: row.TraceID,
	}
}
