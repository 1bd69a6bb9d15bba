package portstest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func decisionRules() map[string]storeRule {
	return map[string]storeRule{
		"a tenant that never wrote has the defaults":         inputsOfNobody,
		"a decision is found by its idempotency key":         decisionByKey,
		"a key is one caller's, operation's and tenant's":    keysApart,
		"a taken key is stale until its life is over":        keyLife,
		"a decision is found by signal, subject and surface": decisionBySignal,
		"a decided signal is stale until it may come again":  signalLife,
		"decisions without key or signal do not meet":        decisionsUnkeyed,
	}
}

func keyedQuery(owner tenant.ID, key *ports.Idempotency, now time.Time) ports.DecisionQuery {
	return ports.DecisionQuery{
		TenantID: owner, ActorID: "ada", Subject: signal.SubjectOf("ada", ""), Surface: action.IDE, Idempotency: key, Now: now,
	}
}

func signalQuery(owner tenant.ID, signalID string, now time.Time) ports.DecisionQuery {
	query := keyedQuery(owner, nil, now)
	query.SignalID = signalID
	return query
}

func (s StoreSubject) inputs(t *testing.T, query ports.DecisionQuery) ports.DecisionInputs {
	t.Helper()
	inputs, err := s.Decisions.ReadDecisionInputs(t.Context(), query)
	require.NoError(t, err)
	return inputs
}

func (s StoreSubject) keyed(t *testing.T, owner tenant.ID, key *ports.Idempotency, now time.Time) ports.DecisionInputs {
	t.Helper()
	return s.inputs(t, keyedQuery(owner, key, now))
}

func inputsOfNobody(t *testing.T, s StoreSubject) {
	t.Helper()
	require.NoError(t, s.commit(t, fullSet()))
	query := keyedQuery(beta, SampleKey("k1"), Noon())
	query.SignalID = "s1"
	defaults := tenant.DefaultPolicy()
	require.Equal(t, ports.DecisionInputs{Policy: defaults, Snapshot: policy.Own(beta, defaults)}, s.inputs(t, query))
}

func decisionByKey(t *testing.T, s StoreSubject) {
	t.Helper()
	decided, key := SampleDecision(acme, 1, Noon()), SampleKey("k1")
	require.NoError(t, s.commit(t, DecisionSet(decided, key)))
	inputs := s.keyed(t, acme, key, Noon())
	require.Equal(t, decided, inputs.Keyed)
	require.Equal(t, key.Hash, inputs.KeyedHash)
	require.Nil(t, inputs.Repeated)
}

func keysApart(t *testing.T, s StoreSubject) {
	t.Helper()
	key := SampleKey("k1")
	require.NoError(t, s.commit(t, DecisionSet(SampleDecision(acme, 1, Noon()), key)))
	operation, caller, other := *key, *key, *key
	operation.Operation, caller.Caller, other.Key = "outcome", "another", "k2"
	for i, apart := range []ports.Idempotency{operation, caller, other} {
		require.Nil(t, s.keyed(t, acme, &apart, Noon()).Keyed)
		require.NoError(t, s.commit(t, DecisionSet(SampleDecision(acme, byte(10*(i+1)), Noon()), &apart)))
	}
	require.Nil(t, s.keyed(t, beta, key, Noon()).Keyed)
	require.NoError(t, s.commit(t, DecisionSet(SampleDecision(beta, 1, Noon()), key)))
}

func keyLife(t *testing.T, s StoreSubject) {
	t.Helper()
	key, over := SampleKey("k1"), Noon().Add(ports.IdempotencyLife)
	first := SampleDecision(acme, 1, Noon())
	require.NoError(t, s.commit(t, DecisionSet(first, key)))

	before := over.Add(-time.Millisecond)
	require.Equal(t, first, s.keyed(t, acme, key, before).Keyed)
	requireStale(t, s.commit(t, DecisionSet(SampleDecision(acme, 11, before), key)))

	require.Nil(t, s.keyed(t, acme, key, over).Keyed)
	second := SampleDecision(acme, 21, over)
	require.NoError(t, s.commit(t, DecisionSet(second, key)))
	require.Equal(t, second, s.keyed(t, acme, key, over).Keyed)
}

func decisionBySignal(t *testing.T, s StoreSubject) {
	t.Helper()
	decided := SampleDecision(acme, 1, Noon())
	decided.SignalID = "s1"
	require.NoError(t, s.commit(t, DecisionSet(decided, nil)))
	inputs := s.inputs(t, signalQuery(acme, "s1", Noon()))
	require.Equal(t, decided, inputs.Repeated)
	require.Nil(t, inputs.Keyed)

	surface, subject := signalQuery(acme, "s1", Noon()), signalQuery(acme, "s1", Noon())
	surface.Surface, subject.Subject = action.CI, "actor:grace"
	for _, query := range []ports.DecisionQuery{surface, subject, signalQuery(acme, "s2", Noon()), signalQuery(beta, "s1", Noon())} {
		require.Nil(t, s.inputs(t, query).Repeated)
	}
}

func signalLife(t *testing.T, s StoreSubject) {
	t.Helper()
	first, early, late := SampleDecision(acme, 1, Noon()), SampleDecision(acme, 11, Noon()), SampleDecision(acme, 21, Noon())
	early.CreatedAt = Noon().Add(signal.Dedup - time.Millisecond)
	late.CreatedAt = Noon().Add(signal.Dedup)
	first.SignalID, early.SignalID, late.SignalID = "s1", "s1", "s1"
	require.NoError(t, s.commit(t, DecisionSet(first, nil)))

	require.NotNil(t, s.inputs(t, signalQuery(acme, "s1", early.CreatedAt)).Repeated)
	requireStale(t, s.commit(t, DecisionSet(early, nil)))

	require.Nil(t, s.inputs(t, signalQuery(acme, "s1", late.CreatedAt)).Repeated)
	require.NoError(t, s.commit(t, DecisionSet(late, nil)))
	require.Equal(t, late.ID, s.inputs(t, signalQuery(acme, "s1", late.CreatedAt)).Repeated.ID)
}

func decisionsUnkeyed(t *testing.T, s StoreSubject) {
	t.Helper()
	require.NoError(t, s.commit(t, DecisionSet(SampleDecision(acme, 1, Noon()), nil)))
	require.NoError(t, s.commit(t, DecisionSet(SampleDecision(acme, 11, Noon()), nil)))
	inputs := s.keyed(t, acme, nil, Noon())
	require.Nil(t, inputs.Keyed)
	require.Nil(t, inputs.Repeated)
}
