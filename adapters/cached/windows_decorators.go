package cached

import (
	"context"

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

// ReadDecisionInputs implements ports.DecisionReader.
func (r *windowReader) ReadDecisionInputs(ctx context.Context, query ports.DecisionQuery) (ports.DecisionInputs, error) {
	if query.Subject == "" || query.Window != nil {
		return r.next.ReadDecisionInputs(ctx, query)
	}
	result := r.windows.look(ctx, &query)
	known, err := r.next.ReadDecisionInputs(ctx, query)
	if err != nil {
		return known, err
	}
	r.windows.observe(result)
	switch result {
	case Failed:
		known.Degraded = append(known.Degraded, r.windows.name)
	case Miss, Stale:
		r.windows.keep(query.TenantID, query.Subject, known.Memory.Subject)
	}
	return known, nil
}

// look lets the question say what the copy says.
func (w *Windows) look(ctx context.Context, query *ports.DecisionQuery) (result string) {
	if query.Fresh {
		return Stale
	}
	window, found, err := w.cache.GetWindow(ctx, query.TenantID, query.Subject)
	switch {
	case err != nil:
		return Failed
	case !found:
		return Miss
	}
	query.Window = &window
	return Hit
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
