package postgres

import (
	"context"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/ports"
)

func queueReceipts(ctx context.Context, q *writedb.Queries, sets []prepared) {
	var rows writedb.InsertReceiptsParams
	for i := range sets {
		for _, receipt := range sets[i].Receipts {
			rows.TenantIds = append(rows.TenantIds, string(sets[i].TenantID))
			rows.ReceiptIds = append(rows.ReceiptIds, receipt.ID)
			rows.CreatedAts = append(rows.CreatedAts, sets[i].At)
			rows.Bodies = append(rows.Bodies, receipt.Body)
			rows.Traceparents = append(rows.Traceparents, sets[i].Trace)
		}
	}
	if len(rows.ReceiptIds) > 0 {
		q.InsertReceipts(ctx, []writedb.InsertReceiptsParams{rows})
	}
}

func queueEvents(ctx context.Context, q *writedb.Queries, sets []prepared) {
	var rows writedb.InsertEventsParams
	for i := range sets {
		for n, event := range sets[i].Events {
			rows.TenantIds = append(rows.TenantIds, string(sets[i].TenantID))
			rows.EventIds = append(rows.EventIds, event.ID)
			rows.Names = append(rows.Names, string(event.Name))
			rows.OccurredAts = append(rows.OccurredAts, event.At)
			rows.ReceiptIds = append(rows.ReceiptIds, event.ReceiptID)
			rows.Bodies = append(rows.Bodies, sets[i].events[n])
		}
	}
	if len(rows.EventIds) > 0 {
		q.InsertEvents(ctx, []writedb.InsertEventsParams{rows})
	}
}

func queueAudit(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	for _, entry := range set.Audit {
		q.InsertAuditEntry(ctx, []writedb.InsertAuditEntryParams{{
			TenantID: string(set.TenantID), At: set.At, AdminID: entry.AdminID, Action: entry.Action, Resource: entry.Resource,
			Before: textOrNull(entry.Before), After: textOrNull(entry.After), TraceID: entry.TraceID,
		}})
	}
	return nil
}

func textOrNull(state canonical.Object) *string {
	if state == nil {
		return nil
	}
	text := canonical.Marshal(state)
	return &text
}
