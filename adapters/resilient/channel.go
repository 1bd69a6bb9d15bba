package resilient

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/ports"
)

// DeliveryTimeout bounds one try (downstream.md, Delivery).
const DeliveryTimeout = 2 * time.Second

// Channel decorates ports.Channel: breaker, around retries, around the timeout, as
// Evidence does. What the receiver wants later is not tried sooner.
type Channel struct {
	next    ports.Channel
	breaker *Breaker
	retries Retries
	timeout time.Duration
}

var _ ports.Channel = (*Channel)(nil)

// NewChannel decorates next.
func NewChannel(next ports.Channel, breaker *Breaker, retries Retries, timeout time.Duration) *Channel {
	return &Channel{next: next, breaker: breaker, retries: retries, timeout: timeout}
}

// Deliver implements ports.Channel. Trying again is safe: receivers drop repeats.
func (c *Channel) Deliver(ctx context.Context, message delivery.Message) error {
	return c.breaker.Do(ctx, func(ctx context.Context) error {
		return retry(ctx, c.retries, func(ctx context.Context) error {
			return within(ctx, c.timeout, func(ctx context.Context) error { return c.next.Deliver(ctx, message) })
		})
	})
}
