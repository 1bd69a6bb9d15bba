package memory

import (
	"cmp"
	"context"
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

var _ ports.AuditViews = (*Store)(nil)

// keptEntry is a committed audit entry.
type keptEntry struct {
	ports.AuditEntry

	place ports.AuditPlace
}

// writeAudit answers how many entries there are then, of all tenants.
func (r *tenantRows) writeAudit(set ports.WriteSet, entries int64) int64 {
	for _, entry := range set.Audit {
		entries++
		r.audit = append(r.audit, keptEntry{entry, ports.AuditPlace{At: set.At, EntryID: entries}})
	}
	return entries
}

// Audit answers a tenant's audit entries, in order.
func (s *Store) Audit(owner tenant.ID) []ports.AuditEntry {
	var entries []ports.AuditEntry
	for _, kept := range s.rows(owner).audit {
		entries = append(entries, kept.AuditEntry)
	}
	return entries
}

// ListAudit implements ports.AuditViews.
func (s *Store) ListAudit(_ context.Context, owner tenant.ID, filter ports.AuditFilter) ([]ports.AuditRecord, error) {
	var page []ports.AuditRecord
	for _, kept := range s.rows(owner).audit {
		first := filter.Before == ports.AuditPlace{}
		if kept.wanted(filter) && (first || newestEntry(kept.place, filter.Before) > 0) {
			page = append(page, kept.record())
		}
	}
	slices.SortFunc(page, func(a, b ports.AuditRecord) int { return newestEntry(a.AuditPlace, b.AuditPlace) })
	return page[:min(len(page), filter.Limit)], nil
}

func (k keptEntry) wanted(filter ports.AuditFilter) bool {
	return (filter.Resource == "" || filter.Resource == k.Resource) &&
		(filter.AdminID == "" || filter.AdminID == k.AdminID) && filter.Span.Contains(k.place.At)
}

func (k keptEntry) record() ports.AuditRecord {
	return ports.AuditRecord{
		AuditPlace: k.place, AdminID: k.AdminID, Action: k.Action, Resource: k.Resource,
		Before: textOrNone(k.Before), After: textOrNone(k.After), TraceID: k.TraceID,
	}
}

func textOrNone(state canonical.Object) string {
	if state == nil {
		return ""
	}
	return canonical.Marshal(state)
}

func newestEntry(a, b ports.AuditPlace) int {
	return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.EntryID, a.EntryID))
}
