package cached

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Reader decorates ports.DecisionReader.
func (w *Windows) Reader(next ports.DecisionReader) ports.DecisionReader {
	return &windowReader{windows: w, next: next}
}

type windowReader struct {
	windows *Windows
	next    ports.DecisionReader
}

// ReadDecisionInputs implements ports.DecisionReader. A cache that answers is asked beside
// the primary, so that the slower of the two is all that anybody waits for; only where it
// has no copy the primary is read once more. One that did not answer the last time is asked
// first: to read twice all that it fails to answer would be a load of its own.
func (r *windowReader) ReadDecisionInputs(ctx context.Context, query ports.DecisionQuery) (ports.DecisionInputs, error) {
	switch {
	case query.Subject == "" || query.NoWindow:
		return r.next.ReadDecisionInputs(ctx, query)
	case query.Fresh || r.windows.silent.Load():
		return r.readBehind(ctx, query, r.windows.look(ctx, &query))
	}
	return r.readBeside(ctx, query)
}

func (r *windowReader) readBeside(ctx context.Context, query ports.DecisionQuery) (ports.DecisionInputs, error) {
	coming, without := r.windows.lookBeside(ctx, query), query
	without.NoWindow = true
	known, err := r.next.ReadDecisionInputs(ctx, without)
	if err != nil || known.Keyed != nil || known.Repeated != nil { // which need no window
		return known, err
	}
	copied := <-coming
	if copied.result != Hit {
		return r.readBehind(ctx, query, copied)
	}
	known.Memory.Subject = copied.window
	r.windows.observe(Hit)
	return known, nil
}

// readBehind has the primary say what the copy does not.
func (r *windowReader) readBehind(ctx context.Context, query ports.DecisionQuery, copied looked) (ports.DecisionInputs, error) {
	query.NoWindow = copied.result == Hit
	known, err := r.next.ReadDecisionInputs(ctx, query)
	if err != nil {
		return known, err
	}
	r.windows.observe(copied.result)
	switch copied.result {
	case Hit:
		known.Memory.Subject = copied.window
	case Failed:
		known.Degraded = append(known.Degraded, r.windows.name)
	case Miss, Stale:
		r.keep(query, known.Memory.Subject)
	}
	return known, nil
}

// keep has the window copied, unless it is idle: retention may delete it while the copy
// lives, and a new one that came to the same version would be taken for the copy.
func (r *windowReader) keep(query ports.DecisionQuery, window fatigue.Window) {
	if window.Version == 0 || !window.Idle(query.Now) {
		r.windows.keep(query.TenantID, query.Subject, window)
	}
}

// Store decorates ports.Store.
func (w *Windows) Store(next ports.Store) ports.Store { return &windowStore{windows: w, next: next} }

type windowStore struct {
	windows *Windows
	next    ports.Store
}

// Commit implements ports.Store. Only what was committed is copied. Windows of playbooks
// in a repository are not: they are read with the batch.
func (s *windowStore) Commit(ctx context.Context, set ports.WriteSet) (ports.Token, error) {
	token, err := s.next.Commit(ctx, set)
	if err != nil {
		return token, err
	}
	for _, row := range set.Fatigue {
		if row.PlaybookID.IsZero() {
			s.windows.keep(set.TenantID, row.Subject, row.Window)
		}
	}
	return token, nil
}
