package ports

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// ReceiptFeed is the committed receipts, in the order of the event feed.
type ReceiptFeed interface {
	// ReadReceipts answers up to limit receipts behind the position, in feed order,
	// and the position of the last event looked at. Only what no running transaction
	// can still precede is answered, so that nothing is ever skipped.
	ReadReceipts(ctx context.Context, after event.Position, limit int) ([]FedReceipt, event.Position, error)
	// ReadCheckpoint answers how far the follower has come, the zero position at first.
	ReadCheckpoint(ctx context.Context, follower string) (event.Position, error)
}

// FedReceipt is a receipt to be sealed.
type FedReceipt struct {
	TenantID tenant.ID
	ID       id.UUID
	Body     string
}

// ReceiptChain holds each tenant's chain.
type ReceiptChain interface {
	// ReadHeads answers the tenants' heads; one without a chain has the zero head.
	ReadHeads(ctx context.Context, owners []tenant.ID) (map[tenant.ID]receipt.Head, error)
	// Append adds links, moves the heads and the follower's checkpoint, all or
	// nothing. When a head or the checkpoint is not where the segment says, another
	// leader was faster: a Stale fault, and nothing is written.
	Append(ctx context.Context, segment ChainSegment) error
}

// ChainSegment is what one step of sealing adds.
type ChainSegment struct {
	Follower string
	From, To event.Position
	At       time.Time
	Tenants  []TenantSegment
}

// TenantSegment is the part of one tenant, its links in order.
type TenantSegment struct {
	TenantID tenant.ID
	// From is the head that the first link follows.
	From  receipt.Head
	Links []receipt.Link
}

// EmissionLog knows what the evidence service has.
type EmissionLog interface {
	// ReadWaiting answers sealed receipts that wait to be sent: of each of up to
	// tenants many tenants behind the given one (empty: from the first) the next
	// perTenant in sequence, ordered by tenant and sequence. A reader that goes on
	// behind the last tenant it had leaves none out.
	ReadWaiting(ctx context.Context, after tenant.ID, tenants, perTenant int) ([]WaitingReceipt, error)
	// MarkEmitted moves a tenant's watermark from one sequence to another and lists
	// what was refused for good between. A watermark that is elsewhere is a Stale
	// fault. The links stay.
	MarkEmitted(ctx context.Context, progress EmissionProgress) error
	// ReadRequeued answers refused receipts that wait to be sent again, bounded and
	// ordered like ReadWaiting, and like there a reader that goes on leaves none out.
	ReadRequeued(ctx context.Context, after tenant.ID, tenants, perTenant int) ([]RequeuedReceipt, error)
	// MarkRedriven keeps what became of requeued receipts, all or nothing: one that was
	// taken is settled, one that was refused has failed again and waits no longer. When
	// one does not wait any more, or waits since another moment, another leader was
	// faster: a Stale fault. Watermark and links stay.
	MarkRedriven(ctx context.Context, progress RedriveProgress) error
}

// WaitingReceipt is a sealed receipt, as body and link.
type WaitingReceipt struct {
	TenantID tenant.ID
	// Body is empty when its period was over before it could be sent.
	Body string
	Link receipt.Link
	// Origin is zero where the trace is not recorded.
	Origin ReceiptOrigin
}

// Expired reports whether nothing is left to send.
func (r *WaitingReceipt) Expired() bool { return r.Body == "" }

// EmissionProgress is how far one tenant's receipts came.
type EmissionProgress struct {
	TenantID tenant.ID
	From, To int64
	At       time.Time
	Refused  []RefusedReceipt
}

// RefusedReceipt is one that the evidence service will never take as it is.
type RefusedReceipt struct {
	Sequence  int64
	ReceiptID id.UUID
	// Reason is short and holds nothing of the receipt.
	Reason string
}

// RequeuedReceipt is a refused receipt that waits to be sent again.
type RequeuedReceipt struct {
	WaitingReceipt

	// RequeuedAt is since when.
	RequeuedAt time.Time
}

// RedriveProgress is what became of one tenant's requeued receipts.
type RedriveProgress struct {
	TenantID tenant.ID
	At       time.Time
	Verdicts []RedriveVerdict
}

// RedriveVerdict is the evidence service's last word on a requeued receipt.
type RedriveVerdict struct {
	Sequence int64
	// RequeuedAt is since when it waited (compare-and-swap).
	RequeuedAt time.Time
	// Accepted is true when the service holds it now; else it refused it for good again.
	Accepted bool
	// Reason of the refusal, as in RefusedReceipt.
	Reason string
}

// Leadership lets one instance do what must not be done twice.
type Leadership interface {
	// Lead waits until this instance leads the named task, then runs the work with a
	// context that ends when leadership is lost. It answers the work's error, the
	// context's when it ended before, or an Unavailable fault when it cannot be told who
	// leads. Leadership alone is no fence: what the work
	// writes must compare and swap.
	Lead(ctx context.Context, task string, work func(context.Context) error) error
}
