package cached

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

const (
	// StandardsFresh is how long a tenant's gold standards are taken as they are
	// (downstream.md, Policy and gold standards). Older ones are never taken: without them
	// facts can still be told.
	StandardsFresh = time.Minute
	// mostStandards bounds for how many tenants they are held.
	mostStandards = 10_000
)

// Standards decorates ports.GoldStandards. What is answered must not be changed.
type Standards struct {
	next   ports.GoldStandards
	ahead  *ahead[[]policy.Standard]
	epochs *epochs
}

var _ ports.GoldStandards = (*Standards)(nil)

// NewStandards decorates next, which must set a time limit of its own: calls outlast their
// callers. Observe is called with Hit, Miss or Stale for every question.
func NewStandards(next ports.GoldStandards, clock ports.Clock, observe func(result string)) (*Standards, error) {
	kept, err := newAhead[[]policy.Standard](mostStandards, StandardsFresh, clock, observe)
	if err != nil {
		return nil, err
	}
	known, err := newEpochs()
	return &Standards{next: next, ahead: kept, epochs: known}, err
}

// ReadStandards implements ports.GoldStandards.
func (s *Standards) ReadStandards(ctx context.Context, owner tenant.ID, epoch int64) (ports.StandardsAnswer, error) {
	epoch = s.epochs.latest(owner, epoch)
	standards, err := s.ahead.get(ctx, inEpoch(owner, epoch), func(ctx context.Context) ([]policy.Standard, error) {
		answer, err := s.next.ReadStandards(ctx, owner, epoch)
		return answer.Standards, err
	})
	return ports.StandardsAnswer{Standards: standards, Epoch: epoch}, err
}
