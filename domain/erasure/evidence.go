package erasure

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
)

// Resource is what evidence and audit call the erasure: whom it is about, it does not say.
func (e *Erasure) Resource() string { return "erasure/" + e.ID.String() }

// Receipt answers the evidence of its end, under the policy that was in force then.
func (e *Erasure) Receipt(key id.UUID, monotonic time.Duration, policy receipt.Evidence) receipt.Body {
	return receipt.Change{
		ID: key, TenantID: e.TenantID, At: e.EndedAt, Monotonic: monotonic,
		AdminRef: e.RequestedBy, ActorType: string(e.AdminType), Operation: "actor.erased", Resource: e.Resource(),
		Before: canonical.Object{{Name: "state", Value: string(Pending)}},
		After:  canonical.Object{{Name: "removed", Value: e.removed()}, {Name: "state", Value: string(e.State)}},
		Policy: policy,
	}.Body()
}

// Event answers what followers learn of its end.
func (e *Erasure) Event(key, receiptID id.UUID) event.Event {
	return event.Event{
		ID: key, TenantID: e.TenantID, Name: event.ErasureEnded, At: e.EndedAt, ReceiptID: receiptID,
		Body: canonical.Object{{Name: "resource", Value: e.Resource()}, {Name: "state", Value: string(e.State)}},
	}
}

// removed has every part, with none removed as 0.
func (e *Erasure) removed() canonical.Object {
	counts := canonical.Object{}
	for _, part := range Parts() {
		counts = append(counts, canonical.Member{Name: string(part), Value: e.Removed[part]})
	}
	return counts
}
