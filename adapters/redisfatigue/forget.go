package redisfatigue

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// ForgetWindow implements ports.WindowCache.
func (c *Cache) ForgetWindow(ctx context.Context, owner tenant.ID, subject signal.Subject) error {
	if err := c.client.Del(ctx, keysOf(owner, subject, action.Types())...).Err(); err != nil {
		return unavailable(err)
	}
	return nil
}
