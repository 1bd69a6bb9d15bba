package main

import (
	"context"
	"net/http"
	"sync"
)

// draining lets a server be asked while the requests that were under way when it was told
// to stop finish: so long /ready answers, and says no (observability.md, section 7). What
// comes later is served too, and not waited for.
type draining struct {
	next http.Handler

	mu       sync.Mutex
	underWay int
	stopping bool
	// done is closed once what was under way has finished.
	done chan struct{}
}

func newDraining(next http.Handler) *draining {
	return &draining{next: next, done: make(chan struct{})}
}

// ServeHTTP implements http.Handler.
func (d *draining) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if d.enter() {
		defer d.leave()
	}
	d.next.ServeHTTP(w, r)
}

// enter reports whether the request is one to wait for.
func (d *draining) enter() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.stopping {
		d.underWay++
	}
	return !d.stopping
}

func (d *draining) leave() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.underWay--
	d.tell()
}

// finish waits for what is under way, or for the end of the context.
func (d *draining) finish(ctx context.Context) {
	d.mu.Lock()
	d.stopping = true
	d.tell()
	d.mu.Unlock()
	select {
	case <-d.done:
	case <-ctx.Done():
	}
}

// tell is called with the lock held; nothing enters any more once it stops.
func (d *draining) tell() {
	if d.stopping && d.underWay == 0 {
		close(d.done)
	}
}
