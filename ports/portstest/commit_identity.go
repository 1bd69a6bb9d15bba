package portstest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func identityRules() map[string]storeRule {
	return map[string]storeRule{
		"an actor's reference is claimed once":           actorRefClaimed,
		"of concurrent claims of a reference one wins":   actorRefRace,
		"references are apart by tenant and actor":       actorRefsApart,
		"a webhook secret is replaced, and kept by none": secretReplaced,
		"a tenant without a webhook secret has none":     secretNotFound,
	}
}

func claimSet(owner tenant.ID, ref id.UUID) ports.WriteSet {
	return ports.WriteSet{TenantID: owner, At: Noon(), ActorRefs: []ports.ActorRef{{ActorID: "ada", Ref: ref}}}
}

func (s StoreSubject) actorRef(t *testing.T, owner tenant.ID, actorID string) id.UUID {
	t.Helper()
	ref, policy, err := s.ActorRefs.ReadActorRef(t.Context(), owner, actorID)
	require.NoError(t, err)
	require.Equal(t, tenant.DefaultPolicy(), policy)
	return ref
}

func actorRefClaimed(t *testing.T, s StoreSubject) {
	t.Helper()
	require.Zero(t, s.actorRef(t, acme, "ada"))
	require.NoError(t, s.commit(t, claimSet(acme, SampleID(200))))
	requireStale(t, s.commit(t, claimSet(acme, SampleID(201))))
	require.Equal(t, SampleID(200), s.actorRef(t, acme, "ada"))
	require.Equal(t, SampleID(200), s.keyed(t, acme, nil, Noon()).ActorRef)
}

func actorRefRace(t *testing.T, s StoreSubject) {
	t.Helper()
	sets := make([]ports.WriteSet, rivals)
	for i := range sets {
		sets[i] = claimSet(acme, SampleID(byte(200+i)))
	}
	require.Equal(t, 1, s.race(t, sets))
}

func actorRefsApart(t *testing.T, s StoreSubject) {
	t.Helper()
	require.NoError(t, s.commit(t, claimSet(acme, SampleID(200))))
	require.Zero(t, s.actorRef(t, beta, "ada"))
	require.Zero(t, s.actorRef(t, acme, "grace"))
	require.NoError(t, s.commit(t, claimSet(beta, SampleID(201))))
	require.Equal(t, SampleID(201), s.actorRef(t, beta, "ada"))
}

func secretReplaced(t *testing.T, s StoreSubject) {
	t.Helper()
	for _, set := range []ports.WriteSet{
		{TenantID: acme, At: Noon(), GitHubSecret: []byte("first")},
		{TenantID: acme, At: Noon(), GitHubSecret: []byte("second")},
		DecisionSet(SampleDecision(acme, 1, Noon()), nil),
	} {
		require.NoError(t, s.commit(t, set))
	}
	secret, err := s.Integrations.ReadGitHubSecret(t.Context(), acme)
	require.NoError(t, err)
	require.Equal(t, []byte("second"), secret)
}

func secretNotFound(t *testing.T, s StoreSubject) {
	t.Helper()
	require.NoError(t, s.commit(t, ports.WriteSet{TenantID: acme, At: Noon(), GitHubSecret: []byte("first")}))
	_, err := s.Integrations.ReadGitHubSecret(t.Context(), beta)
	require.Equal(t, fault.NotFound, fault.Of(err))
}
