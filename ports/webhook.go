package ports

import (
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Delivery is one webhook delivery as its sender signed it.
type Delivery struct {
	TenantID tenant.ID
	// ID is the sender's; a repeat bears the same one.
	ID string
	// Event is the sender's name for the kind of delivery.
	Event string
	// Signature is the sender's proof, in the sender's format; may be empty.
	Signature string
	Body      []byte
}

// WebhookSource understands the deliveries of one sender.
type WebhookSource interface {
	// Verify reports whether the delivery was signed with the secret. It compares
	// in constant time. An empty secret verifies nothing.
	Verify(secret []byte, delivery Delivery) bool
	// Signal answers what the delivery says, nil when it says nothing that the
	// engine acts on. The signal's id is the delivery's. Only the mapped fields are
	// kept. A body that cannot be understood is an Invalid fault naming the field;
	// missing optional parts are normal.
	Signal(delivery Delivery) (*signal.Signal, error)
}
