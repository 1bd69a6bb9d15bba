package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Worker is the pool of followers, as the role mmm_worker, which sees the rows of
// every tenant that its own policies name.
type Worker interface {
	writedb.DBTX
}

// Beginner is such a pool that begins transactions too.
type Beginner interface {
	Worker
	Begin(ctx context.Context) (pgx.Tx, error)
}

// Chain keeps each tenant's receipt chain and what the evidence service has of it.
type Chain struct {
	pool    Worker
	queries *writedb.Queries
}

var (
	_ ports.ReceiptFeed  = (*Chain)(nil)
	_ ports.ReceiptChain = (*Chain)(nil)
	_ ports.EmissionLog  = (*Chain)(nil)
)

// NewChain makes a chain over the pool.
func NewChain(pool Worker) *Chain { return &Chain{pool: pool, queries: writedb.New(pool)} }

// ReadReceipts implements ports.ReceiptFeed.
func (c *Chain) ReadReceipts(
	ctx context.Context, after event.Position, limit int,
) ([]ports.FedReceipt, event.Position, error) {
	rows, err := c.queries.ReadFeed(ctx, int64(after.Transaction), after.Number, int32(limit))
	if err != nil {
		return nil, after, translate(err, "read the event feed")
	}
	fed := make([]ports.FedReceipt, 0, len(rows))
	for _, row := range rows {
		after = event.Position{Transaction: uint64(row.Xid), Number: row.Number}
		if row.ReceiptID != nil && row.Body != nil {
			fed = append(fed, ports.FedReceipt{TenantID: tenant.ID(row.TenantID), ID: *row.ReceiptID, Body: *row.Body})
		}
	}
	return fed, after, nil
}

// ReadCheckpoint implements ports.ReceiptFeed.
func (c *Chain) ReadCheckpoint(ctx context.Context, follower string) (event.Position, error) {
	return readCheckpoint(ctx, c.queries, follower)
}

func readCheckpoint(ctx context.Context, queries *writedb.Queries, follower string) (event.Position, error) {
	row, err := queries.ReadCheckpoint(ctx, follower)
	if errors.Is(err, pgx.ErrNoRows) {
		return event.Position{}, nil
	}
	if err != nil {
		return event.Position{}, translate(err, "read a checkpoint")
	}
	return event.Position{Transaction: uint64(row.Xid), Number: row.Number}, nil
}

// ReadHeads implements ports.ReceiptChain.
func (c *Chain) ReadHeads(ctx context.Context, owners []tenant.ID) (map[tenant.ID]receipt.Head, error) {
	names := make([]string, len(owners))
	for i, owner := range owners {
		names[i] = string(owner)
	}
	rows, err := c.queries.ReadHeads(ctx, names)
	if err != nil {
		return nil, translate(err, "read the chain heads")
	}
	heads := make(map[tenant.ID]receipt.Head, len(rows))
	for _, row := range rows {
		heads[tenant.ID(row.TenantID)] = receipt.Head{Sequence: row.Sequence, Hash: row.Hash}
	}
	return heads, nil
}

// Append implements ports.ReceiptChain, in one round trip.
func (c *Chain) Append(ctx context.Context, segment ports.ChainSegment) error {
	p := &pipeline{}
	q := writedb.New(p)
	q.SwapCheckpoint(ctx, []writedb.SwapCheckpointParams{{
		Follower: segment.Follower,
		FromXid:  int64(segment.From.Transaction), FromNumber: segment.From.Number,
		ToXid: int64(segment.To.Transaction), ToNumber: segment.To.Number,
	}})
	for _, part := range segment.Tenants {
		if len(part.Links) > 0 {
			queueLinks(ctx, q, segment, part)
		}
	}
	return translate(p.run(ctx, c.pool, nil), "append to the receipt chain")
}

func queueLinks(ctx context.Context, q *writedb.Queries, segment ports.ChainSegment, part ports.TenantSegment) {
	last := part.Links[len(part.Links)-1].Next()
	q.SwapHead(ctx, []writedb.SwapHeadParams{{
		TenantID: string(part.TenantID), FromSequence: part.From.Sequence, FromHash: part.From.Hash,
		ToSequence: last.Sequence, ToHash: last.Hash,
	}})
	rows := writedb.InsertLinksParams{TenantID: string(part.TenantID), SealedAt: segment.At}
	for _, link := range part.Links {
		rows.Sequences = append(rows.Sequences, link.Sequence)
		rows.ReceiptIds = append(rows.ReceiptIds, link.ReceiptID)
		rows.PrevHashes = append(rows.PrevHashes, link.PrevHash)
		rows.Hashes = append(rows.Hashes, link.Hash)
		rows.Kids = append(rows.Kids, link.KID)
		rows.Signatures = append(rows.Signatures, link.Signature)
	}
	q.InsertLinks(ctx, []writedb.InsertLinksParams{rows})
}

// ReadWaiting implements ports.EmissionLog.
func (c *Chain) ReadWaiting(
	ctx context.Context, after tenant.ID, tenants, perTenant int,
) ([]ports.WaitingReceipt, error) {
	rows, err := c.queries.ReadWaiting(ctx, string(after), int32(tenants), int32(perTenant))
	if err != nil {
		return nil, translate(err, "read the receipts that wait")
	}
	return each(rows, func(row writedb.ReadWaitingRow) ports.WaitingReceipt {
		return ports.WaitingReceipt{TenantID: tenant.ID(row.TenantID), Body: row.Body, Link: receipt.Link{
			ReceiptID: row.ReceiptID, Sequence: row.Sequence, PrevHash: row.PrevHash, Hash: row.Hash,
			Signature: row.Signature, KID: row.Kid,
		}, Origin: ports.ReceiptOrigin{Trace: row.Traceparent, ActorID: row.ActorID}}
	}), nil
}

// MarkEmitted implements ports.EmissionLog, in one round trip.
func (c *Chain) MarkEmitted(ctx context.Context, progress ports.EmissionProgress) error {
	p := &pipeline{}
	q := writedb.New(p)
	q.MoveWatermark(ctx, []writedb.MoveWatermarkParams{{
		TenantID: string(progress.TenantID), FromSequence: progress.From, ToSequence: progress.To,
	}})
	for _, refused := range progress.Refused {
		q.InsertFailure(ctx, []writedb.InsertFailureParams{{
			TenantID: string(progress.TenantID), Sequence: refused.Sequence, ReceiptID: refused.ReceiptID,
			Reason: refused.Reason, FailedAt: progress.At,
		}})
	}
	return translate(p.run(ctx, c.pool, nil), "move the emission watermark")
}
