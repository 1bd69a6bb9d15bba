package postgres

import (
	"context"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ReadRefused implements ports.RefusalReader.
func (r *Reader) ReadRefused(ctx context.Context, owner tenant.ID, span ports.Span, limit int) ([]int64, error) {
	var sequences []int64
	err := r.read(ctx, owner, func(q *writedb.Queries) func() {
		rows := q.ReadRefused(ctx, []writedb.ReadRefusedParams{{
			TenantID: string(owner), FromTime: orNull(span.From), ToTime: orNull(span.To), Most: int32(limit),
		}})
		return func() { rows.Query(func(_ int, found []int64, _ error) { sequences = found }) }
	})
	return sequences, translate(err, "read the refused receipts")
}

// ReadRequeued implements ports.EmissionLog.
func (c *Chain) ReadRequeued(
	ctx context.Context, after tenant.ID, tenants, perTenant int,
) ([]ports.RequeuedReceipt, error) {
	rows, err := c.queries.ReadRequeued(ctx, int32(tenants), int32(perTenant), string(after))
	if err != nil {
		return nil, translate(err, "read the requeued receipts")
	}
	return each(rows, func(row writedb.ReadRequeuedRow) ports.RequeuedReceipt {
		return ports.RequeuedReceipt{
			RequeuedAt: row.RequeuedAt,
			WaitingReceipt: ports.WaitingReceipt{TenantID: tenant.ID(row.TenantID), Body: row.Body, Link: receipt.Link{
				ReceiptID: row.ReceiptID, Sequence: row.Sequence, PrevHash: row.PrevHash, Hash: row.Hash,
				Signature: row.Signature, KID: row.Kid,
			}, Origin: ports.ReceiptOrigin{Trace: row.Traceparent, ActorID: row.ActorID}},
		}
	}), nil
}

// MarkRedriven implements ports.EmissionLog, in one round trip.
func (c *Chain) MarkRedriven(ctx context.Context, progress ports.RedriveProgress) error {
	p := &pipeline{}
	q := writedb.New(p)
	owner := string(progress.TenantID)
	for _, verdict := range progress.Verdicts {
		if verdict.Accepted {
			q.SettleRequeued(ctx, []writedb.SettleRequeuedParams{{
				TenantID: owner, Sequence: verdict.Sequence, RequeuedAt: verdict.RequeuedAt, SettledAt: progress.At,
			}})
			continue
		}
		q.RefuseRequeued(ctx, []writedb.RefuseRequeuedParams{{
			TenantID: owner, Sequence: verdict.Sequence, RequeuedAt: verdict.RequeuedAt,
			Reason: verdict.Reason, FailedAt: progress.At,
		}})
	}
	return translate(p.run(ctx, c.pool, nil), "keep what became of requeued receipts")
}
