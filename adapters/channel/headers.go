package channel

import (
	"context"
	"net/http"
	"strconv"

	"github.com/mmm-engine/mmm-engine/domain/delivery"
)

// label adds the headers of downstream.md and those of the Standard Webhooks
// convention: the id is the same over all tries, time and signature are each try's.
func (c *Client) label(ctx context.Context, header http.Header, message *delivery.Message, body []byte) {
	id, sentAt := message.ID.String(), strconv.FormatInt(c.clock.Now().Unix(), 10)
	header.Set("Content-Type", "application/json")
	header.Set("Accept", "application/json")
	header.Set("X-Tenant-ID", string(message.TenantID))
	header.Set("X-Request-Id", c.ids.Random().String())
	header.Set("Idempotency-Key", id)
	header.Set("Webhook-Id", id)
	header.Set("Webhook-Timestamp", sentAt)
	header.Set("Webhook-Signature", signatures(c.settings.Secrets, id, sentAt, body))
	if c.settings.Token != "" {
		header.Set("Authorization", "Bearer "+c.settings.Token)
	}
	c.settings.Propagate(ctx, header)
}
