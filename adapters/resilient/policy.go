package resilient

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// PolicyTimeout bounds one call (downstream.md, Policy and gold standards).
const PolicyTimeout = 500 * time.Millisecond

// PolicyService decorates ports.PolicyService.
type PolicyService struct {
	next ports.PolicyService
	guarded
}

var _ ports.PolicyService = (*PolicyService)(nil)

// NewPolicyService decorates next.
func NewPolicyService(next ports.PolicyService, breaker *Breaker, timeout time.Duration) *PolicyService {
	return &PolicyService{next: next, guarded: guarded{breaker: breaker, timeout: timeout}}
}

// EvaluatePolicy implements ports.PolicyService.
func (p *PolicyService) EvaluatePolicy(ctx context.Context, question ports.PolicyQuestion) (ports.PolicyAnswer, error) {
	return ask(ctx, p.guarded, func(ctx context.Context) (ports.PolicyAnswer, error) {
		return p.next.EvaluatePolicy(ctx, question)
	})
}

// Standards decorates ports.GoldStandards.
type Standards struct {
	next ports.GoldStandards
	guarded
}

var _ ports.GoldStandards = (*Standards)(nil)

// NewStandards decorates next. The breaker is the policy service's: it is the same service.
func NewStandards(next ports.GoldStandards, breaker *Breaker, timeout time.Duration) *Standards {
	return &Standards{next: next, guarded: guarded{breaker: breaker, timeout: timeout}}
}

// ReadStandards implements ports.GoldStandards.
func (s *Standards) ReadStandards(ctx context.Context, owner tenant.ID, epoch int64) (ports.StandardsAnswer, error) {
	return ask(ctx, s.guarded, func(ctx context.Context) (ports.StandardsAnswer, error) {
		return s.next.ReadStandards(ctx, owner, epoch)
	})
}
