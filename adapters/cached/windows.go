package cached

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Windows has copies of subjects' fatigue windows answer in place of the primary, and
// keeps them up to date.
//
//	decide:  copy, beside the primary -> found: the primary is spared that read
//	                                  -> none, or no answer: the primary reads it, and it is copied
//	commit:  done -> what it wrote is copied
//
// Nothing waits for a copy to be written: Run does it. A copy that is old costs whoever
// decides by it the compare-and-swap, and the next try asks the primary.
type Windows struct {
	cache ports.WindowCache
	// name stands among the reasons of a decision that the cache did not answer.
	name    string
	observe func(result string)
	// silent is set while the cache did not answer the last time.
	silent atomic.Bool

	mu      sync.Mutex
	waiting map[subjectKey]fatigue.Window
	// told wakes Run.
	told chan struct{}
}

type subjectKey struct {
	owner   tenant.ID
	subject signal.Subject
}

const (
	// mostWaiting bounds what waits to be copied; more is dropped, and read from the
	// primary.
	mostWaiting = 1024
	// mostPut bounds one call.
	mostPut = 64
)

// NewWindows makes them. Observe is called with Hit, Miss, Stale or Failed for every
// decision that needs a window.
func NewWindows(cache ports.WindowCache, name string, observe func(result string)) *Windows {
	return &Windows{
		cache: cache, name: name, observe: observe,
		waiting: make(map[subjectKey]fatigue.Window), told: make(chan struct{}, 1),
	}
}

// keep has the window copied soon, unless a newer one waits already.
func (w *Windows) keep(owner tenant.ID, subject signal.Subject, window fatigue.Window) {
	if w.put(subjectKey{owner, subject}, window) {
		select {
		case w.told <- struct{}{}:
		default: // it was told
		}
	}
}

func (w *Windows) put(key subjectKey, window fatigue.Window) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	waits, known := w.waiting[key]
	if known && waits.Version >= window.Version || !known && len(w.waiting) >= mostWaiting {
		return false
	}
	w.waiting[key] = window
	return true
}

// Run writes what waits until the context ends.
func (w *Windows) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-w.told:
		}
		for group := w.take(); len(group) > 0 && ctx.Err() == nil; group = w.take() {
			_ = w.cache.PutWindows(ctx, group) // without a copy the primary is asked
		}
	}
}

func (w *Windows) take() []ports.WindowCopy {
	w.mu.Lock()
	defer w.mu.Unlock()
	group := make([]ports.WindowCopy, 0, min(len(w.waiting), mostPut))
	for key, window := range w.waiting {
		if len(group) == mostPut {
			break
		}
		group = append(group, ports.WindowCopy{TenantID: key.owner, Subject: key.subject, Window: window})
		delete(w.waiting, key)
	}
	return group
}
