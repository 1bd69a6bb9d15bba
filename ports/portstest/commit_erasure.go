package portstest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/feedback"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func erasureRules() map[string]storeRule {
	return map[string]storeRule{
		"an erasure is read as it was begun, and as it ended":        erasureKept,
		"an erasure is one tenant's":                                 erasureApart,
		"an actor has one pending erasure at a time":                 erasureOnce,
		"an erasure ends once":                                       erasureEndsOnce,
		"nothing that names an actor who is being erased is written": erasureFences,
		"what others do is written while an actor is being erased":   erasureFencesNobodyElse,
		"after an erasure its actor may come back":                   erasureLifts,
	}
}

// SampleErasure is a pending one of the actor.
func SampleErasure(owner tenant.ID, number byte, actorID string) erasure.Erasure {
	e := erasure.New(SampleID(number), SampleID(number+1), owner, actorID, "left the company", Noon())
	e.RequestedBy, e.AdminType = SampleID(number+2), "human"
	e.Removed = erasure.Removed{}
	return e
}

// ErasureSet begins or ends one.
func ErasureSet(e erasure.Erasure) ports.WriteSet {
	return ports.WriteSet{TenantID: e.TenantID, At: Noon(), Erasure: &ports.ErasureChange{Erasure: e}}
}

func (s StoreSubject) erasure(t *testing.T, key erasure.Key) erasure.Erasure {
	t.Helper()
	kept, err := s.Erasures.ReadErasure(t.Context(), acme, key)
	require.NoError(t, err)
	return kept
}

func (s StoreSubject) pending(t *testing.T, owner tenant.ID, actorID string) erasure.Key {
	t.Helper()
	key, err := s.Erasures.ReadPendingErasure(t.Context(), owner, actorID)
	require.NoError(t, err)
	return key
}

func erasureKept(t *testing.T, s StoreSubject) {
	t.Helper()
	for i, name := range names() {
		begun := SampleErasure(acme, byte(10*i+1), name)
		require.Zero(t, s.pending(t, acme, name))
		require.NoError(t, s.commit(t, ErasureSet(begun)))
		require.Equal(t, begun, s.erasure(t, begun.ID))
		require.Equal(t, begun.ID, s.pending(t, acme, name))
		ended := begun.End(erasure.Completed, Noon().Add(time.Minute))
		require.NoError(t, s.commit(t, ErasureSet(ended)))
		require.Equal(t, ended, s.erasure(t, begun.ID))
		require.Zero(t, s.pending(t, acme, name))
	}
}

func erasureApart(t *testing.T, s StoreSubject) {
	t.Helper()
	begun := SampleErasure(acme, 1, "ada")
	require.NoError(t, s.commit(t, ErasureSet(begun)))
	_, err := s.Erasures.ReadErasure(t.Context(), beta, begun.ID)
	require.True(t, fault.Is(err, fault.NotFound), "%v", err)
	require.Zero(t, s.pending(t, beta, "ada"))
	others := begun.End(erasure.Completed, Noon())
	others.TenantID = beta
	requireStale(t, s.commit(t, ErasureSet(others)))
	require.Equal(t, begun, s.erasure(t, begun.ID))
}

func erasureOnce(t *testing.T, s StoreSubject) {
	t.Helper()
	require.NoError(t, s.commit(t, ErasureSet(SampleErasure(acme, 1, "ada"))))
	requireStale(t, s.commit(t, ErasureSet(SampleErasure(acme, 11, "ada"))))
	require.NoError(t, s.commit(t, ErasureSet(SampleErasure(acme, 21, "grace"))))
	require.NoError(t, s.commit(t, ErasureSet(SampleErasure(beta, 31, "ada"))))
}

func erasureEndsOnce(t *testing.T, s StoreSubject) {
	t.Helper()
	begun := SampleErasure(acme, 1, "ada")
	ended := begun.End(erasure.Refused, Noon())
	requireStale(t, s.commit(t, ErasureSet(ended)))
	require.NoError(t, s.commit(t, ErasureSet(begun)))
	require.NoError(t, s.commit(t, ErasureSet(ended)))
	requireStale(t, s.commit(t, ErasureSet(begun.End(erasure.Completed, Noon()))))
	require.Equal(t, erasure.Refused, s.erasure(t, begun.ID).State)
}

// setsNaming are sets that each name the actor in another place, as the same actor of any
// tenant.
func setsNaming(owner tenant.ID, actorID string) map[string]ports.WriteSet {
	decided := SampleDecision(owner, 1, Noon())
	own := decided
	own.Actor.ID = actorID
	key := SampleKey("k1")
	key.Caller = actorID
	reported := SampleOutcome(decided, outcome.Shown, 60)
	reported.Outcome.Outcome.ActorID = actorID
	accepted := SampleSignal(owner, "s1")
	accepted.ActorID = actorID
	empty := func(fill func(*ports.WriteSet)) ports.WriteSet {
		set := ports.WriteSet{TenantID: owner, At: Noon()}
		fill(&set)
		return set
	}
	policy := SamplePolicy(1)
	policy.DesignatedApprovers = []string{actorID}
	return map[string]ports.WriteSet{
		"the decision's actor": DecisionSet(own, nil),
		"who asked for it":     DecisionSet(decided, key),
		"a reference": empty(func(set *ports.WriteSet) {
			set.ActorRefs = []ports.ActorRef{{ActorID: actorID, Ref: SampleID(9)}}
		}),
		"a signal's":              empty(func(set *ports.WriteSet) { set.Signals = []signal.Signal{accepted} }),
		"preferences":             PreferencesSet(owner, actorID, SamplePreferences(1)),
		"who reported an outcome": reported,
		"who approved":            ApprovalSet(decided, 1, SampleStep(actorID, 70)),
		"who gave feedback": empty(func(set *ports.WriteSet) {
			set.Feedback = &feedback.Feedback{TenantID: owner, ActionID: SampleID(5), ActorID: actorID, Rating: feedback.Useful, At: Noon()}
		}),
		"an admin": empty(func(set *ports.WriteSet) {
			set.Audit = []ports.AuditEntry{{AdminID: actorID, Action: "a", Resource: "b"}}
		}),
		"whose key it is":   empty(func(set *ports.WriteSet) { set.Replay = &ports.ReplayRow{Idempotency: *key, Answer: "{}"} }),
		"who is to approve": empty(func(set *ports.WriteSet) { set.Policy = policy }),
		"whom a digest is for": empty(func(set *ports.WriteSet) {
			set.Release = &ports.Release{Digest: &delivery.Digest{ActorID: actorID}}
		}),
		"whom it is brought": empty(func(set *ports.WriteSet) {
			set.Deliveries = []delivery.Delivery{{ID: SampleID(50), Surface: "ci", ActorID: actorID, ExpiresAt: Noon().Add(time.Hour)}}
		}),
	}
}

func erasureFences(t *testing.T, s StoreSubject) {
	t.Helper()
	require.NoError(t, s.commit(t, ErasureSet(SampleErasure(acme, 100, "zoe"))))
	for place, set := range setsNaming(acme, "zoe") {
		err := s.commit(t, set)
		require.True(t, fault.Is(err, fault.Conflict), "%s: %v", place, err)
		refused := &fault.Error{}
		require.ErrorAs(t, err, &refused)
		require.Equal(t, "ACTOR_BEING_ERASED", refused.Code, place)
		require.Equal(t, erasure.Settle, refused.RetryAfter)
	}
	require.Zero(t, s.inputs(t, keyedQuery(acme, SampleKey("k1"), Noon())).Keyed)
	require.Empty(t, s.Jobs(t))
}

func erasureFencesNobodyElse(t *testing.T, s StoreSubject) {
	t.Helper()
	require.NoError(t, s.commit(t, ErasureSet(SampleErasure(acme, 100, "zoe"))))
	require.NoError(t, s.commit(t, DecisionSet(SampleDecision(acme, 1, Noon()), nil)))
	require.NoError(t, s.commit(t, PreferencesSet(acme, "zoey", SamplePreferences(1))))
	require.NoError(t, s.commit(t, PreferencesSet(beta, "zoe", SamplePreferences(1))))
	nobody := SampleDecision(acme, 50, Noon())
	nobody.Actor.ID, nobody.ActorRef = "", id.UUID{}
	require.NoError(t, s.commit(t, DecisionSet(nobody, nil)))
}

func erasureLifts(t *testing.T, s StoreSubject) {
	t.Helper()
	begun := SampleErasure(acme, 100, "zoe")
	require.NoError(t, s.commit(t, ErasureSet(begun)))
	require.Error(t, s.commit(t, PreferencesSet(acme, "zoe", SamplePreferences(1))))
	require.NoError(t, s.commit(t, ErasureSet(begun.End(erasure.Completed, Noon()))))
	require.NoError(t, s.commit(t, PreferencesSet(acme, "zoe", SamplePreferences(1))))
	require.NoError(t, s.commit(t, ErasureSet(SampleErasure(acme, 110, "zoe"))))
}
