package memory

import (
	"context"
	"sync"

	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// WindowCache implements ports.WindowCache. Its zero value is empty.
type WindowCache struct {
	mu   sync.Mutex
	held map[subjectKey]fatigue.Window
}

type subjectKey struct {
	owner   tenant.ID
	subject signal.Subject
}

var _ ports.WindowCache = (*WindowCache)(nil)

// GetWindow implements ports.WindowCache.
func (c *WindowCache) GetWindow(
	_ context.Context, owner tenant.ID, subject signal.Subject,
) (window fatigue.Window, found bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	window, found = c.held[subjectKey{owner, subject}]
	return window, found, nil
}

// PutWindows implements ports.WindowCache.
func (c *WindowCache) PutWindows(_ context.Context, copies []ports.WindowCopy) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held == nil {
		c.held = make(map[subjectKey]fatigue.Window)
	}
	for _, one := range copies {
		key := subjectKey{one.TenantID, one.Subject}
		if held, found := c.held[key]; !found || held.Version < one.Window.Version {
			c.held[key] = one.Window
		}
	}
	return nil
}

// ForgetWindow implements ports.WindowCache.
func (c *WindowCache) ForgetWindow(_ context.Context, owner tenant.ID, subject signal.Subject) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.held, subjectKey{owner, subject})
	return nil
}
