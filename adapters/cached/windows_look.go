package cached

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/ports"
)

// looked is what the cache said.
type looked struct {
	// result is Hit, Miss, Stale or Failed; window is there for a Hit.
	result string
	window fatigue.Window
}

// look asks the cache, unless the truth is wanted.
func (w *Windows) look(ctx context.Context, query *ports.DecisionQuery) looked {
	if query.Fresh {
		return looked{result: Stale}
	}
	window, found, err := w.cache.GetWindow(ctx, query.TenantID, query.Subject)
	if ctx.Err() == nil { // who went away says nothing about the cache
		w.silent.Store(err != nil)
	}
	switch {
	case err != nil:
		return looked{result: Failed}
	case !found:
		return looked{result: Miss}
	}
	return looked{result: Hit, window: window}
}

// lookBeside asks the cache while its caller goes on.
func (w *Windows) lookBeside(ctx context.Context, query ports.DecisionQuery) <-chan looked {
	coming := make(chan looked, 1)
	go func() { coming <- w.look(ctx, &query) }()
	return coming
}
