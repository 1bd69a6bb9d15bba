package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
)

// run is a service at work.
type run struct {
	name   string
	cancel func()
	// ended is closed when the service returned; err is set by then.
	ended chan struct{}
	err   error
	asked atomic.Bool
	// told is set once its failure is the group's reason to stop.
	told bool
}

func begin(ctx context.Context, service Service) *run {
	ctx, cancel := context.WithCancel(ctx)
	r := &run{name: service.Name, ended: make(chan struct{})}
	r.cancel = func() {
		if !r.over() {
			r.asked.Store(true)
		}
		cancel()
	}
	go func() {
		defer close(r.ended)
		defer cancel()
		r.err = service.Start(ctx)
	}()
	return r
}

func (r *run) over() bool {
	select {
	case <-r.ended:
		return true
	default:
		return false
	}
}

// early words the failure of a service that returned unasked.
func (r *run) early() error {
	if r.err == nil {
		return fmt.Errorf("%s stopped by itself", r.name)
	}
	return fmt.Errorf("%s failed: %w", r.name, r.err)
}

// late words the failure of a service that was to stop. To say that its context
// ended is none.
func (r *run) late() error {
	switch {
	case r.told:
		return nil
	case !r.asked.Load():
		return r.early()
	case r.err == nil, errors.Is(r.err, context.Canceled):
		return nil
	}
	return fmt.Errorf("%s did not stop cleanly: %w", r.name, r.err)
}
