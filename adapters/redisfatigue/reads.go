package redisfatigue

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// reads ask for what comes together in one round trip. Whoever finds no worker starts
// one, which takes all that waits until nothing does: nobody waits for company.
type reads struct {
	client  *redis.Client
	timeout time.Duration

	mu      sync.Mutex
	waiting []*read
	workers int
}

const (
	// mostWorkers is how many round trips are under way at a time.
	mostWorkers = 2
	// crowd is how many must wait before the second worker starts: a small group is soon
	// read.
	crowd = 16
)

// read is a question that waits.
type read struct {
	keys []string
	// done is closed once values, one a key, or err are there.
	done   chan struct{}
	values []any
	err    error
}

// get answers one value a key, nil where there is none.
func (r *reads) get(ctx context.Context, keys []string) ([]any, error) {
	asked := &read{keys: keys, done: make(chan struct{})}
	r.join(asked) //nolint:contextcheck // a worker belongs to none of those who ask
	select {
	case <-asked.done:
		return asked.values, asked.err
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for Redis: %w", ctx.Err())
	}
}

func (r *reads) join(asked *read) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waiting = append(r.waiting, asked)
	if r.workers == 0 || r.workers < mostWorkers && len(r.waiting) >= crowd {
		r.workers++
		go r.work()
	}
}

func (r *reads) work() {
	for group := r.take(); len(group) > 0; group = r.take() {
		r.answer(group)
	}
}

// take answers the next group; none when nothing waits: then the worker is gone.
func (r *reads) take() []*read {
	r.mu.Lock()
	defer r.mu.Unlock()
	most := min(len(r.waiting), mostTogether)
	group := r.waiting[:most:most]
	if r.waiting = r.waiting[most:]; most == 0 {
		r.waiting = nil
		r.workers--
	}
	return group
}

var errCount = errors.New("the server answered another number of values than it was asked for")

// answer belongs to none of those who ask, and is bounded by itself.
func (r *reads) answer(group []*read) {
	ctx, cancel := context.WithTimeout(context.Background(), r.timeout)
	defer cancel()
	var keys []string
	for _, asked := range group {
		keys = append(keys, asked.keys...)
	}
	values, err := r.client.MGet(ctx, keys...).Result()
	if err == nil && len(values) != len(keys) { // nobody knows whose is whose
		err = errCount
	}
	for _, asked := range group {
		if asked.err = err; err == nil {
			asked.values, values = values[:len(asked.keys)], values[len(asked.keys):]
		}
		close(asked.done)
	}
}
