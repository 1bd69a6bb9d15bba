package ports

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/delivery"
)

// Channel brings actions to the receivers of one surface.
type Channel interface {
	// Deliver sends one message and answers nil once the receiver has it. Sending it
	// again is safe: receivers drop a message whose id they know. Otherwise:
	//   - Unavailable: no answer in time, or one that says to try again; where the receiver
	//     says when, RetryAfter does too.
	//   - Exhausted: the receiver wants a pause first, of RetryAfter where it says so.
	//   - NotFound with the code RECEIVER_GONE: it wants nothing more, ever.
	//   - Forbidden: it sends us elsewhere, where a message must not go unasked.
	//   - Invalid: it will never take this message as it is.
	// None of them repeats the message or the receiver's answer.
	Deliver(ctx context.Context, message delivery.Message) error
}

// ReceiverGone is the code of the fault by which a receiver leaves for good.
const ReceiverGone = "RECEIVER_GONE"
