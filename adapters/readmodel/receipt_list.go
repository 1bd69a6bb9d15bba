package readmodel

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ListReceipts implements ports.ReceiptViews: first which receipts, each state by the
// index that has its order, then what there is to say of them.
func (v *Views) ListReceipts(ctx context.Context, owner tenant.ID, filter ports.ReceiptFilter) ([]ports.ReceiptEntry, error) {
	var page []ports.ReceiptEntry
	err := v.view(ctx, owner, func(q *readdb.Queries) error {
		list := receiptList{queries: q, owner: string(owner), filter: filter, sealing: v.followers.Sealing}
		places, err := list.places(ctx)
		if err != nil {
			return err
		}
		page, err = readEntries(ctx, q, string(owner), places)
		return err
	})
	return page, translate(err, "the receipts")
}

// receiptList is one question for a list, in one snapshot.
type receiptList struct {
	queries *readdb.Queries
	owner   string
	filter  ports.ReceiptFilter
	// sealing is the follower that seals.
	sealing string
}

// places answers which receipts the page has, in order.
func (l receiptList) places(ctx context.Context) ([]ports.ReceiptPlace, error) {
	most := int32(l.filter.Limit)
	switch l.filter.State {
	case receipt.Pending:
		return l.pending(ctx, most)
	case receipt.SealedState:
		return l.sealed(ctx, most)
	case receipt.Emitted:
		return placed(l.queries.ListEmittedReceipts(ctx, l.owner, l.beforeSequence(), most))
	case receipt.Failed:
		return placed(l.queries.ListFailedReceipts(ctx, l.owner, l.beforeSequence(), most))
	}
	before := l.filter.Before.ID
	if before.IsZero() {
		before = lastID()
	}
	return placed(l.queries.ListReceipts(ctx, l.owner, before, most))
}

// sealed answers those never sent, then those that are to be sent again, whose
// sequences are all lower.
func (l receiptList) sealed(ctx context.Context, most int32) ([]ports.ReceiptPlace, error) {
	unsent, err := l.queries.ListUnsentReceipts(ctx, l.owner, l.beforeSequence(), most)
	if err != nil || len(unsent) == int(most) {
		return placed(unsent, err)
	}
	requeued, err := l.queries.ListRequeuedReceipts(ctx, l.owner, l.beforeSequence(), most-int32(len(unsent)))
	return placed(slices.Concat(unsent, requeued), err)
}

func (l receiptList) beforeSequence() int64 {
	if l.filter.Before.Sequence == 0 {
		return math.MaxInt64
	}
	return l.filter.Before.Sequence
}

func (l receiptList) pending(ctx context.Context, most int32) ([]ports.ReceiptPlace, error) {
	sealed, err := l.queries.ReadCheckpoint(ctx, l.sealing)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("read how far sealing is: %w", err)
	}
	before := l.filter.Before.Fed
	if before == (event.Position{}) {
		before = event.Position{Transaction: math.MaxInt64}
	}
	rows, err := l.queries.ListPendingReceipts(ctx, readdb.ListPendingReceiptsParams{
		TenantID: l.owner, SealedXid: sealed.Xid, SealedNumber: sealed.Number,
		BeforeXid: int64(before.Transaction), BeforeNumber: before.Number, Most: most,
	})
	places := make([]ports.ReceiptPlace, len(rows))
	for i, row := range rows {
		places[i] = ports.ReceiptPlace{
			ID: orZero(row.ReceiptID), Fed: event.Position{Transaction: uint64(row.Xid), Number: row.Number},
		}
	}
	return places, err
}

func placed(ids []id.UUID, err error) ([]ports.ReceiptPlace, error) {
	places := make([]ports.ReceiptPlace, len(ids))
	for i, receiptID := range ids {
		places[i].ID = receiptID
	}
	return places, err
}

// lastID sorts behind every other.
func lastID() id.UUID { return id.UUID(slices.Repeat([]byte{0xff}, len(id.UUID{}))) }
