package readmodel

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ViewReceipt implements ports.ReceiptViews.
func (v *Views) ViewReceipt(ctx context.Context, owner tenant.ID, receiptID id.UUID) (ports.ReceiptView, error) {
	var row readdb.ViewReceiptRow
	err := v.view(ctx, owner, func(q *readdb.Queries) (err error) {
		row, err = q.ViewReceipt(ctx, string(owner), receiptID)
		return err
	})
	if err != nil {
		return ports.ReceiptView{}, translate(err, "the receipt")
	}
	return receiptOf(row)
}

func receiptOf(row readdb.ViewReceiptRow) (ports.ReceiptView, error) {
	standing := standingRow{row.Sequence, row.Emitted, row.Reason, row.FailedAt, row.RequeuedAt, row.SettledAt}
	view := ports.ReceiptView{ID: row.ReceiptID, State: standing.of().State(), Document: row.Body}
	if row.Sequence == nil || row.PrevHash == nil || row.Kid == nil || row.Signature == nil {
		return view, nil
	}
	var err error
	view.Document, err = receipt.Sealed(row.Body, receipt.Link{
		ReceiptID: row.ReceiptID, Sequence: *row.Sequence, PrevHash: *row.PrevHash, KID: *row.Kid, Signature: *row.Signature,
	})
	return view, translate(err, "the receipt")
}

// standingRow is the part of a row that a receipt's state follows from: null where
// there is no chain yet, or no refusal.
type standingRow struct {
	sequence, emitted               *int64
	reason                          *string
	failedAt, requeuedAt, settledAt *time.Time
}

func (s standingRow) of() receipt.Standing {
	return receipt.Standing{
		Sequence: orZero(s.sequence), Emitted: orZero(s.emitted),
		Refusal: refusalOf(s.reason, s.failedAt, s.requeuedAt, s.settledAt),
	}
}

// refusalOf answers nil where there is none.
func refusalOf(reason *string, failedAt, requeuedAt, settledAt *time.Time) *receipt.Refusal {
	if failedAt == nil {
		return nil
	}
	return &receipt.Refusal{
		Reason: orZero(reason), At: failedAt.UTC(), RequeuedAt: orZero(requeuedAt).UTC(), SettledAt: orZero(settledAt).UTC(),
	}
}

func orZero[T any](value *T) T {
	if value == nil {
		var zero T
		return zero
	}
	return *value
}
