package postgres

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// period is which events go before when.
type period struct {
	cut time.Time
	// names is a pattern of those of the period.
	names string
	// swept answers up to where they are gone already, and keep says so.
	swept func(writedb.ReadSweptRow) time.Time
	keep  func(q *writedb.Queries) func(context.Context, time.Time, string) error
}

func decisionPeriod(cut time.Time) period {
	return period{
		cut: cut, names: `^(decision|approval)\.`,
		swept: func(row writedb.ReadSweptRow) time.Time { return row.DecisionsSwept },
		keep:  func(q *writedb.Queries) func(context.Context, time.Time, string) error { return q.SweptDecisions },
	}
}

func outcomePeriod(cut time.Time) period {
	return period{
		cut: cut, names: `^(outcome|feedback)\.`,
		swept: func(row writedb.ReadSweptRow) time.Time { return row.OutcomesSwept },
		keep:  func(q *writedb.Queries) func(context.Context, time.Time, string) error { return q.SweptOutcomes },
	}
}

// expireEvents deletes the events of a period with their receipts, from where the last
// sweep came to. When none is left it remembers that, so that events of other periods are
// not looked through day after day.
func (r *Retention) expireEvents(ctx context.Context, owner tenant.ID, p period, limit int) (ports.Expired, error) {
	gone, err := r.queries.ReadSwept(ctx, string(owner))
	if err != nil {
		return nil, translate(err, "read what is gone already")
	}
	if !p.swept(gone).Before(p.cut) {
		return ports.Expired{}, nil
	}
	rows, err := r.queries.ReadExpiredEvents(ctx, writedb.ReadExpiredEventsParams{
		Sent: r.sent, TenantID: string(owner), After: id.Floor(p.swept(gone)), Before: p.cut, Names: p.names, Most: int32(limit),
	})
	if err != nil {
		return nil, translate(err, "read what has outlived its period")
	}
	events, receipts := freeOf(rows)
	if len(events) > 0 {
		return r.deleteEvents(ctx, owner, events, receipts)
	}
	if len(rows) > 0 {
		return ports.Expired{}, nil // a receipt waits
	}
	return ports.Expired{}, translate(p.keep(r.queries)(ctx, p.cut, string(owner)), "remember what is gone")
}

// freeOf answers those before the first whose receipt must stay.
func freeOf(rows []writedb.ReadExpiredEventsRow) (events, receipts []id.UUID) {
	for _, row := range rows {
		if !row.Free {
			break
		}
		events = append(events, row.EventID)
		if row.ReceiptID != nil {
			receipts = append(receipts, *row.ReceiptID)
		}
	}
	return events, receipts
}

func (r *Retention) deleteEvents(ctx context.Context, owner tenant.ID, events, receipts []id.UUID) (ports.Expired, error) {
	var sent pipeline
	q := writedb.New(&sent)
	q.DeleteEvents(ctx, []writedb.DeleteEventsParams{{TenantID: string(owner), EventIds: events}})
	if len(receipts) > 0 {
		q.DeleteReceipts(ctx, []writedb.DeleteReceiptsParams{{TenantID: string(owner), ReceiptIds: receipts}})
	}
	err := sent.run(ctx, r.pool, nil)
	return ports.Expired{"events": int64(len(events)), "receipts": int64(len(receipts))}, translate(err, "delete events and their receipts")
}
