package ports

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// RefusalReader reads what the evidence service refused for good, from the primary.
type RefusalReader interface {
	// ReadRefused answers the sequences of the tenant's receipts that were refused in
	// the span and that nobody has redriven since, lowest first, at most limit. None is
	// an empty list.
	ReadRefused(ctx context.Context, owner tenant.ID, span Span, limit int) ([]int64, error)
}

// Span is a stretch of time. A zero end is open.
type Span struct {
	// From belongs to it, To does not.
	From, To time.Time
}

// Contains reports whether the moment lies in the span.
func (s Span) Contains(at time.Time) bool {
	return !at.Before(s.From) && (s.To.IsZero() || at.Before(s.To))
}
