package observed

import (
	"context"

	"go.opentelemetry.io/otel/attribute"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

const policyCache = "policy"

// PolicyCache counts where what a policy service says came from.
func (m *Metrics) PolicyCache(result string) { m.caches.WithLabelValues(policyCache, result).Inc() }

// Policy watches the calls of the policy service.
type Policy struct {
	next ports.PolicyService
	call serviceCall
}

var _ ports.PolicyService = (*Policy)(nil)

// NewPolicy observes calls of the policy service.
func NewPolicy(next ports.PolicyService, calls Calls) *Policy {
	return &Policy{next: next, call: serviceCall{Calls: calls, service: "policy", operation: "evaluate"}}
}

// EvaluatePolicy implements ports.PolicyService.
func (p *Policy) EvaluatePolicy(ctx context.Context, question ports.PolicyQuestion) (ports.PolicyAnswer, error) {
	return watch(ctx, p.call, question.TenantID, func(ctx context.Context) (ports.PolicyAnswer, error) {
		return p.next.EvaluatePolicy(ctx, question)
	}, nil)
}

// Standards watches the reads of gold standards.
type Standards struct {
	next ports.GoldStandards
	call serviceCall
}

var _ ports.GoldStandards = (*Standards)(nil)

// NewStandards observes reads of gold standards.
func NewStandards(next ports.GoldStandards, calls Calls) *Standards {
	return &Standards{next: next, call: serviceCall{Calls: calls, service: "policy", operation: "standards"}}
}

// ReadStandards implements ports.GoldStandards. Its span says how many there were.
func (s *Standards) ReadStandards(ctx context.Context, owner tenant.ID, epoch int64) (ports.StandardsAnswer, error) {
	return watch(ctx, s.call, owner, func(ctx context.Context) (ports.StandardsAnswer, error) {
		return s.next.ReadStandards(ctx, owner, epoch)
	}, func(answer ports.StandardsAnswer) attribute.KeyValue {
		return attribute.Int("standard_count", len(answer.Standards))
	})
}
