package ports

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// RefusalReader reads what the evidence service refused for good, from the primary.
type RefusalReader interface {
	// ReadRefused answers the sequences of the tenant's receipts that were refused in
	// the span and that nobody has redriven since, lowest first, at most limit. None is
	// an empty list.
	ReadRefused(ctx context.Context, owner tenant.ID, span Span, limit int) ([]int64, error)
}
