package portstest

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func policyRules() map[string]storeRule {
	return map[string]storeRule{
		"a policy is read as it was stored, by whoever obeys it": policyKept,
		"a tenant that never set a policy has the default one":   policyDefault,
		"a policy at another revision is stale":                  policyStale,
		"of concurrent changes of one policy one wins":           policyRace,
		"each invalidation of a policy is counted":               policyInvalidated,
	}
}

// SamplePolicy is a policy in which nothing is as in the default one.
func SamplePolicy(revision int64) *tenant.Policy {
	return &tenant.Policy{
		Revision: revision, EnabledSurfaces: []action.Surface{action.CI}, EnabledActionTypes: []action.Type{action.Mentor},
		Quotas:                tenant.Quotas{MaxActionsPerDay: 7, MaxActionsPerHour: 5, MaxAlertsPerDay: 0, MaxBypassesPerDay: 4},
		QuietHours:            tenant.QuietHours{Start: 20, End: 7, Zone: time.UTC, AppliesTo: tenant.QuietAll},
		MaxActionsPerDecision: 2, SafetyCritical: true, LegalHold: true,
		Retention: tenant.Retention{DecisionsDays: 30, OutcomesDays: 60}, DesignatedApprovers: []string{"lee", "kim"},
	}
}

func policySet(owner tenant.ID, revision int64) ports.WriteSet {
	return ports.WriteSet{TenantID: owner, At: Noon(), Policy: SamplePolicy(revision)}
}

func (s StoreSubject) requirePolicy(t *testing.T, owner tenant.ID, want tenant.Policy) {
	t.Helper()
	kept, err := s.Policies.ReadPolicy(t.Context(), owner)
	require.NoError(t, err)
	require.Equal(t, want, kept)
	_, kept, err = s.ActorRefs.ReadActorRef(t.Context(), owner, "ada")
	require.NoError(t, err)
	require.Equal(t, want, kept)
	inputs := s.keyed(t, owner, nil, Noon())
	require.Equal(t, want, inputs.Policy)
	require.Equal(t, policy.Own(owner, want), inputs.Snapshot)
}

func policyKept(t *testing.T, s StoreSubject) {
	t.Helper()
	for revision := range int64(3) {
		require.NoError(t, s.commit(t, policySet(acme, revision+1)))
		s.requirePolicy(t, acme, *SamplePolicy(revision + 1))
	}
	s.requirePolicy(t, beta, tenant.DefaultPolicy())
}

func policyDefault(t *testing.T, s StoreSubject) {
	t.Helper()
	s.requirePolicy(t, acme, tenant.DefaultPolicy())
}

func policyStale(t *testing.T, s StoreSubject) {
	t.Helper()
	requireStale(t, s.commit(t, policySet(acme, 2)))
	s.requirePolicy(t, acme, tenant.DefaultPolicy())
	require.NoError(t, s.commit(t, policySet(acme, 1)))
	for _, revision := range []int64{0, 1, 3} {
		requireStale(t, s.commit(t, policySet(acme, revision)))
	}
	requireStale(t, s.commit(t, policySet(beta, 2)))
	s.requirePolicy(t, acme, *SamplePolicy(1))
}

func policyRace(t *testing.T, s StoreSubject) {
	t.Helper()
	for revision := range int64(2) {
		sets := make([]ports.WriteSet, rivals)
		for i := range sets {
			sets[i] = policySet(acme, revision+1)
		}
		require.Equal(t, 1, s.race(t, sets))
	}
}

// Neither count moves with the other, and no other tenant's does.
func policyInvalidated(t *testing.T, s StoreSubject) {
	t.Helper()
	invalidation := ports.WriteSet{TenantID: acme, At: Noon(), PolicyInvalidated: true}
	for epoch := range int64(3) {
		require.Equal(t, epoch, s.keyed(t, acme, nil, Noon()).PolicyEpoch)
		require.NoError(t, s.commit(t, invalidation))
	}
	require.Equal(t, rivals, s.race(t, slices.Repeat([]ports.WriteSet{invalidation}, rivals)))
	before := s.keyed(t, acme, nil, Noon())
	require.Equal(t, int64(3+rivals), before.PolicyEpoch)
	require.Zero(t, before.CatalogueVersion)
	require.NoError(t, s.commit(t, PlaybookSet(SamplePlaybook(acme, 1), true)))
	after := s.keyed(t, acme, nil, Noon())
	require.Equal(t, before.PolicyEpoch, after.PolicyEpoch)
	require.Equal(t, int64(1), after.CatalogueVersion)
	require.Zero(t, s.keyed(t, beta, nil, Noon()).PolicyEpoch)
}
