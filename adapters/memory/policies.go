package memory

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

var _ ports.PolicyViews = (*Store)(nil)

// SetPolicy gives a tenant a policy of its own.
func (s *Store) SetPolicy(owner tenant.ID, policy tenant.Policy) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows := s.present(owner).clone()
	rows.policy = &policy
	s.tenants[owner] = &rows
}

// ReadPolicy implements ports.PolicyReader.
func (s *Store) ReadPolicy(_ context.Context, owner tenant.ID) (tenant.Policy, error) {
	return s.rows(owner).policyOrDefault(), nil
}

// ViewPolicy implements ports.PolicyViews.
func (s *Store) ViewPolicy(ctx context.Context, owner tenant.ID) (tenant.Policy, error) {
	return s.ReadPolicy(ctx, owner)
}

func (r *tenantRows) writePolicy(set ports.WriteSet) error {
	if set.PolicyInvalidated {
		r.policyEpoch++
	}
	if set.Policy == nil {
		return nil
	}
	if set.Policy.Revision != r.policyOrDefault().Revision+1 {
		return stale("policy")
	}
	next := *set.Policy
	r.policy = &next
	return nil
}

func (r *tenantRows) policyOrDefault() tenant.Policy {
	if r.policy == nil {
		return tenant.DefaultPolicy()
	}
	return *r.policy
}
