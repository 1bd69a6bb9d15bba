package ports

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Evidence is the service that keeps receipts (ERIS). It is nil-free: where none
// is configured, no emission runs.
type Evidence interface {
	// Submit sends sealed receipts of one tenant, in order, and answers the verdict on
	// each, in the same order. A receipt sent twice is one receipt. An error means
	// that no verdict is known: Unavailable when trying again later can help.
	Submit(ctx context.Context, owner tenant.ID, sealed []SealedReceipt) ([]Verdict, error)
}

// SealedReceipt is the text that was signed, signature included.
type SealedReceipt struct {
	ID   id.UUID
	Text string
	// Origin is for observers: nothing of it is sent.
	Origin ReceiptOrigin
}

// ReceiptOrigin is where a receipt comes from. It is known only where the trace of
// its use case is recorded.
type ReceiptOrigin struct {
	// Trace is the use case's W3C traceparent.
	Trace string
	// ActorID is of the decision that the receipt is about; empty for none.
	ActorID string
}

// Verdict is what the evidence service said of one receipt.
type Verdict struct {
	// Accepted is true when the service holds the receipt.
	Accepted bool
	// Final is true when it refused it for good.
	Final bool
	// Reason of a refusal, short, nothing of the receipt in it.
	Reason string
}

// Signer has the keys that sign receipts.
type Signer interface {
	// SigningKey answers the key that signs now.
	SigningKey() receipt.Key
}

// KeySet publishes the keys that verify receipts.
type KeySet interface {
	// PublicKeys answers a JWKS document of every key, old ones included, public
	// parts only.
	PublicKeys() []byte
}
