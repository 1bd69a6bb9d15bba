// Package live tells those who listen that something was committed for them.
//
// A hub follows the feed of deliveries on behalf of everybody who listens in this
// process, and says only that there is news: who hears it reads on from where it was
// itself. So a listener that is slow holds nothing, and what it reads, in which order
// and from where, is between it and the database. The hub owes it one thing: that for
// everything committed behind what the listener has read there will be news.
//
//	Listen ──► waiting for a step ──step read the feed──► following ──Close──► gone
//	           (reads what is there)  (one piece of news)  (news as it comes)
//
// It keeps that by the news of the first step: until then the listener's tenant may
// not have been among those whom the hub read for, and the hub may have passed by what
// the listener was too early to see. What the listener reads after that news reaches
// at least as far as the hub came without it; from there on the hub reads for it.
package live

import (
	"sync"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Topic is whose actions somebody listens for, and where they are shown.
type Topic struct {
	TenantID tenant.ID
	ActorID  string
	Surface  action.Surface
}

// Hub is described with the package. It is safe for concurrent use, but for Step.
type Hub struct {
	feed   ports.DeliveryFeed
	limits Limits
	batch  int
	// position is how far the feed was read; nil while nobody listens.
	position *event.Position

	mu      sync.Mutex
	closed  bool
	topics  map[Topic][]*Listener
	actors  map[Topic][]*Listener // without the surface, the oldest first
	tenants map[tenant.ID]int
	all     int
}

// NewHub makes a hub to which nobody listens yet.
func NewHub(feed ports.DeliveryFeed, limits Limits) *Hub {
	return &Hub{
		feed: feed, limits: limits, batch: feedBatch,
		topics: map[Topic][]*Listener{}, actors: map[Topic][]*Listener{}, tenants: map[tenant.ID]int{},
	}
}

// Listening answers how many listen.
func (h *Hub) Listening() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.all
}

// Close ends all listeners and lets no more in. Twice is safe.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.closed = true
	for _, own := range h.actors {
		for _, l := range own {
			close(l.ended)
		}
	}
}
