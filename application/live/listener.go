package live

// Listener hears of one topic until it is closed.
type Listener struct {
	hub   *Hub
	topic Topic
	// news holds one piece: who has not taken it knows enough.
	news chan struct{}
	// ended is closed once, under the hub's lock, when there will be no more news.
	ended chan struct{}
	// following is set, under the hub's lock, once a step has read for the listener.
	following bool
}

// Listen begins to listen, which must end with Listener.Close. Where the actor has as
// many listeners as one may have, the oldest of them is ended: a client that is gone
// without a word, a laptop that sleeps, looks alive for as long as its connection
// takes what is written, and must not keep its actor out. A process or a tenant that
// is full, and a process that stops, is an Unavailable fault.
func (h *Hub) Listen(topic Topic) (*Listener, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.admit(topic); err != nil {
		return nil, err
	}
	l := &Listener{hub: h, topic: topic, news: make(chan struct{}, 1), ended: make(chan struct{})}
	h.add(l)
	return l, nil
}

// News says that something may have been committed for the topic since it was last
// received from. It can come for nothing.
func (l *Listener) News() <-chan struct{} { return l.news }

// Ended is closed when there will be no more news: the hub was closed, or a newer
// listener of the same actor has the place.
func (l *Listener) Ended() <-chan struct{} { return l.ended }

// Close stops listening. Twice is safe, and so is after the end.
func (l *Listener) Close() {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	l.hub.remove(l)
}

// tell leaves the news for the listener to take.
func (l *Listener) tell() {
	select {
	case l.news <- struct{}{}:
	default:
	}
}
