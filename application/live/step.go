package live

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Task names the hub's loop.
const Task = "action_streams"

// feedBatch is how many deliveries one step looks at.
const feedBatch = 1000

// Pace tells of an action a quarter of a second after its commit, on the average half
// of that.
func Pace() follow.Pace {
	return follow.Pace{Idle: 250 * time.Millisecond, Retry: 250 * time.Millisecond, RetryMost: 5 * time.Second}
}

// Step reads the feed once, for the tenants to whose actors somebody listens, and
// tells the news. It asks nothing while nobody listens. Only one goroutine steps.
func (h *Hub) Step(ctx context.Context) (follow.Progress, error) {
	owners, newcomers := h.gather()
	if len(owners) == 0 {
		h.position = nil
		return follow.Progress{}, nil
	}
	fed, err := h.read(ctx, owners)
	if err != nil {
		return follow.Progress{}, err
	}
	h.tell(fed, newcomers)
	return follow.Progress{Further: len(fed) == h.batch}, nil
}

// gather answers whom to read for, and who is read for the first time.
func (h *Hub) gather() ([]tenant.ID, []*Listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	owners := map[tenant.ID]bool{}
	var newcomers []*Listener
	for topic, listeners := range h.topics {
		owners[topic.TenantID] = true
		for _, l := range listeners {
			if !l.following {
				newcomers = append(newcomers, l)
			}
		}
	}
	return slices.Sorted(maps.Keys(owners)), newcomers
}

// read begins at the horizon: who listens reads itself what lies before.
func (h *Hub) read(ctx context.Context, owners []tenant.ID) ([]ports.FedDelivery, error) {
	if h.position == nil {
		horizon, err := h.feed.ReadHorizon(ctx)
		if err != nil {
			return nil, err
		}
		h.position = &horizon
	}
	fed, to, err := h.feed.ReadDeliveries(ctx, owners, *h.position, h.batch)
	if err != nil {
		return nil, err
	}
	h.position = &to
	return fed, nil
}

func (h *Hub) tell(fed []ports.FedDelivery, newcomers []*Listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, delivery := range fed {
		for _, l := range h.topics[Topic(delivery)] {
			l.tell()
		}
	}
	for _, l := range newcomers {
		l.following = true
		l.tell()
	}
}
