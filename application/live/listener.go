package live

import (
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// comeBack is when somebody for whom there was no room may try again: connections
// come and go by the second.
const comeBack = 5 * time.Second

// Listener hears of one topic until it is closed.
type Listener struct {
	hub   *Hub
	topic Topic
	// news holds one piece: who has not taken it knows enough.
	news chan struct{}
	// following is set, under the hub's lock, once a step has read for the listener.
	following bool
}

// Listen begins to listen, which must end with Listener.Close. An actor who listens
// too often already is an Exhausted fault; a process that is full, or that stops, is
// an Unavailable one.
func (h *Hub) Listen(topic Topic) (*Listener, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.admit(topic); err != nil {
		return nil, err
	}
	l := &Listener{hub: h, topic: topic, news: make(chan struct{}, 1)}
	h.topics[topic] = append(h.topics[topic], l)
	h.actors[topic.anywhere()]++
	h.all++
	return l, nil
}

func (h *Hub) admit(topic Topic) error {
	var refusal *fault.Error
	switch {
	case h.closed:
		refusal = fault.New(fault.Unavailable, "STOPPING", "this instance is stopping; connect again, to another")
	case h.actors[topic.anywhere()] >= h.limits.Actor:
		refusal = fault.New(fault.Exhausted, "TOO_MANY_STREAMS",
			"the actor has as many streams open as one may have; close one, or share it among tools")
	case h.all >= h.limits.All:
		refusal = fault.New(fault.Unavailable, "STREAMS_FULL", "this instance has no room for another stream; connect again")
	default:
		return nil
	}
	refusal.RetryAfter = comeBack
	return refusal
}

// anywhere answers the topic without its surface: an actor counts once over all.
func (t Topic) anywhere() Topic {
	t.Surface = ""
	return t
}

// News says that something may have been committed for the topic since it was last
// received from. It can come for nothing.
func (l *Listener) News() <-chan struct{} { return l.news }

// Ended is closed when the hub is: there will be no more news.
func (l *Listener) Ended() <-chan struct{} { return l.hub.ended }

// Close stops listening. Twice is safe.
func (l *Listener) Close() {
	h := l.hub
	h.mu.Lock()
	defer h.mu.Unlock()
	at := slices.Index(h.topics[l.topic], l)
	if at < 0 {
		return
	}
	h.topics[l.topic] = slices.Delete(h.topics[l.topic], at, at+1)
	if len(h.topics[l.topic]) == 0 {
		delete(h.topics, l.topic)
	}
	h.actors[l.topic.anywhere()]--
	if h.actors[l.topic.anywhere()] == 0 {
		delete(h.actors, l.topic.anywhere())
	}
	h.all--
}

// tell leaves the news for the listener to take.
func (l *Listener) tell() {
	select {
	case l.news <- struct{}{}:
	default:
	}
}
