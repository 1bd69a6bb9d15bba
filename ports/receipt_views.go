package ports

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// ReceiptViews answer queries on receipts, whatever they are evidence of.
type ReceiptViews interface {
	// ViewReceipt answers one receipt. Another tenant's, or one that does not exist, is
	// a NotFound fault.
	ViewReceipt(ctx context.Context, owner tenant.ID, receiptID id.UUID) (ReceiptView, error)
	// ListReceipts answers a page, newest first, all of one moment. What newest means is
	// said at ReceiptPlace.
	ListReceipts(ctx context.Context, owner tenant.ID, filter ReceiptFilter) ([]ReceiptEntry, error)
	// ViewChain answers the head of the tenant's chain; of one that nothing is sealed of,
	// the zero view.
	ViewChain(ctx context.Context, owner tenant.ID) (ChainView, error)
}

// ChainView is how far a tenant's chain has come.
type ChainView struct {
	Head receipt.Head
	// Emitted is the sequence up to which the evidence service has what it will take.
	Emitted int64
	// KID names the key that signed the newest receipt, and SealedAt is when.
	KID      string
	SealedAt time.Time
}

// ReceiptFilter narrows a list.
type ReceiptFilter struct {
	// State is empty for all of them.
	State receipt.State
	// Before is the last place of the page before; zero for the first page.
	Before ReceiptPlace
	Limit  int
}

// ReceiptPlace is where a receipt stands in a list. The list's filter says which part
// of it counts: Fed for pending receipts, Sequence for those of the other states, ID
// for all of them together.
type ReceiptPlace struct {
	// ID goes by the time that the receipt was made.
	ID id.UUID
	// Sequence in the tenant's chain; 0 while it has none.
	Sequence int64
	// Fed is the place in the event feed, in whose order receipts are sealed. Only lists
	// of pending receipts have it.
	Fed event.Position
}

// ReceiptEntry is a receipt in a list, without its document.
type ReceiptEntry struct {
	ReceiptPlace

	State receipt.State
	// CreatedAt is zero, and Parent too, once the body has outlived its retention.
	CreatedAt time.Time
	// Parent is the receipt that this one follows from; zero for none.
	Parent id.UUID
	// PrevHash, Hash, KID and SealedAt are zero while the receipt is pending.
	PrevHash, Hash, KID string
	SealedAt            time.Time
	// Refusal is the last one; nil for a receipt that was never refused.
	Refusal *receipt.Refusal
}
