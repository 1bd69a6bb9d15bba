package redisfatigue

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// GetWindow implements ports.WindowCache.
func (c *Cache) GetWindow(
	ctx context.Context, owner tenant.ID, subject signal.Subject,
) (window fatigue.Window, found bool, err error) {
	values, err := c.reads.get(ctx, keysOf(owner, subject, action.Types()))
	if err != nil {
		return fatigue.Window{}, false, unavailable(err)
	}
	window, found = windowOf(values)
	return window, found, nil
}
