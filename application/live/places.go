package live

import (
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// Limits bound how many may listen at once, so that what they hold is bounded.
type Limits struct {
	// All in this process, those of one tenant, and those of one actor.
	All, Tenant, Actor int
}

// DefaultLimits leave an actor a few tools, a tenant half of the process, so that no
// tenant alone can keep the others out, and a process a small share of its memory.
func DefaultLimits() Limits { return Limits{All: 1000, Tenant: 500, Actor: 5} }

// comeBack is when somebody for whom there was no room may try again: connections
// come and go by the second.
const comeBack = 5 * time.Second

// admit makes room for one more, if there can be any. The place that an actor's oldest
// gives up is one of its tenant and of the process, so those need not be asked.
func (h *Hub) admit(topic Topic) error {
	own := h.actors[topic.anywhere()]
	switch {
	case h.closed:
		return refuse("STOPPING", "this instance is stopping; connect again, to another")
	case len(own) >= h.limits.Actor:
		h.replace(own[0])
	case h.tenants[topic.TenantID] >= h.limits.Tenant:
		return refuse("STREAMS_FULL", "the tenant has all the streams that this instance has for one; connect again")
	case h.all >= h.limits.All:
		return refuse("STREAMS_FULL", "this instance has no room for another stream; connect again")
	}
	return nil
}

func refuse(code, message string) error {
	refusal := fault.New(fault.Unavailable, code, message)
	refusal.RetryAfter = comeBack
	return refusal
}

func (h *Hub) add(l *Listener) {
	anywhere := l.topic.anywhere()
	h.topics[l.topic] = append(h.topics[l.topic], l)
	h.actors[anywhere] = append(h.actors[anywhere], l)
	h.tenants[l.topic.TenantID]++
	h.all++
}

// replace ends a listener and takes its place at once: whoever serves it may take a
// while to notice.
func (h *Hub) replace(l *Listener) {
	close(l.ended)
	h.remove(l)
}

// remove passes over who has no place any more.
func (h *Hub) remove(l *Listener) {
	if !leave(h.topics, l.topic, l) {
		return
	}
	leave(h.actors, l.topic.anywhere(), l)
	h.tenants[l.topic.TenantID]--
	if h.tenants[l.topic.TenantID] == 0 {
		delete(h.tenants, l.topic.TenantID)
	}
	h.all--
}

// leave takes the listener off its list, which keeps its order, and answers whether
// it was there.
func leave(lists map[Topic][]*Listener, topic Topic, l *Listener) bool {
	at := slices.Index(lists[topic], l)
	if at < 0 {
		return false
	}
	lists[topic] = slices.Delete(lists[topic], at, at+1)
	if len(lists[topic]) == 0 {
		delete(lists, topic)
	}
	return true
}

// anywhere answers the topic without its surface: an actor counts once over all.
func (t Topic) anywhere() Topic {
	t.Surface = ""
	return t
}
