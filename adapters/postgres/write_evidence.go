package postgres

import (
	"context"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
)

// queueEvidence adds what says that something was done: receipts, events, audit.
func queueEvidence(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	owner := string(set.TenantID)
	for _, receipt := range set.Receipts {
		q.InsertReceipt(ctx, []writedb.InsertReceiptParams{{
			TenantID: owner, ReceiptID: receipt.ID, CreatedAt: set.At, Body: receipt.Body, Traceparent: textOrNone(set.Trace),
		}})
	}
	for _, event := range set.Events {
		q.InsertEvent(ctx, []writedb.InsertEventParams{{
			TenantID: owner, EventID: event.ID, Name: string(event.Name), OccurredAt: event.At,
			ReceiptID: idOrNull(event.ReceiptID), Body: canonical.Marshal(event.Body),
		}})
	}
	for _, entry := range set.Audit {
		q.InsertAuditEntry(ctx, []writedb.InsertAuditEntryParams{{
			TenantID: owner, At: set.At, AdminID: entry.AdminID, Action: entry.Action, Resource: entry.Resource,
			Before: textOrNull(entry.Before), After: textOrNull(entry.After), TraceID: entry.TraceID,
		}})
	}
	return nil
}

func textOrNone(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func idOrNull(key id.UUID) *id.UUID {
	if key.IsZero() {
		return nil
	}
	return &key
}

func textOrNull(state canonical.Object) *string {
	if state == nil {
		return nil
	}
	text := canonical.Marshal(state)
	return &text
}
