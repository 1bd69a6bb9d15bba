package portstest

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func deferralRules() map[string]storeRule {
	return map[string]storeRule{
		"what waits is read with all that its release depends on":  deferralRead,
		"what waits of nobody is not found":                        deferralMissing,
		"what goes out alone is read alone":                        deferralAlone,
		"a digest has what is due for its subject and surface":     deferralDue,
		"two repositories share no digest":                         deferralRepositories,
		"the last digest is the subject's, surface's and tenant's": digestLast,
		"what waits no more cannot be released":                    deferralEnded,
		"what waits until another moment cannot be released":       deferralMoved,
		"a window has one digest":                                  digestTaken,
		"of concurrent releases of one digest one wins":            releaseRace,
		"of concurrent digests of one window one wins":             digestRace,
		"a release that lost leaves everything as it was":          releaseLost,
		"a digest is read with its decisions":                      digestRead,
		"a digest of nobody is not found":                          digestMissing,
		"a digest's receiver that is gone is known":                digestStopped,
	}
}

// Morning is when the quiet hours of the sample's end.
func Morning() time.Time { return time.Date(2026, time.March, 5, 6, 0, 0, 0, time.UTC) }

// Overnight answers a decision whose action waits until the morning on CI and alert,
// for a digest or not.
func Overnight(owner tenant.ID, n byte, digest bool) *decision.Decision {
	decided := Branched(owner, n, Noon())
	chosen := &decided.Actions[0]
	chosen.ExpiresAt = Morning().Add(time.Hour)
	chosen.Deferral = action.Deferral{Surfaces: []action.Surface{action.CI, action.Alert}, Until: Morning(), Digest: digest}
	return decided
}

// OvernightSet is the write set of a decision with what waits of it.
func OvernightSet(decided *decision.Decision) ports.WriteSet {
	set := DecisionSet(decided, nil)
	set.Receipts, set.Events = nil, nil
	set.Deferred = delivery.Wait(decided)
	return set
}

// overnight commits decisions and answers what waits of each on CI.
func (s StoreSubject) overnight(t *testing.T, made ...*decision.Decision) []delivery.Deferred {
	t.Helper()
	var waiting []delivery.Deferred
	for _, decided := range made {
		set := OvernightSet(decided)
		require.NoError(t, s.commit(t, set))
		waiting = append(waiting, set.Deferred[0])
	}
	return waiting
}

func (s StoreSubject) waiting(t *testing.T, owner tenant.ID, of delivery.Deferred) delivery.Waiting {
	t.Helper()
	waiting, err := s.Deferrals.ReadWaiting(t.Context(), owner, of.ID, Morning())
	require.NoError(t, err)
	return waiting
}

// released is the write set that sends what waited out in a digest.
func released(owner tenant.ID, n byte, waited ...delivery.Deferred) ports.WriteSet {
	digest := &delivery.Digest{
		ID: delivery.DigestIDOf(id.At(Morning(), id.Entropy{7: n}), waited[0].Surface), Subject: waited[0].Subject,
		ActorID: waited[0].ActorID, Surface: waited[0].Surface, Window: waited[0].Until,
	}
	set := ports.WriteSet{TenantID: owner, At: Morning(), Release: &ports.Release{Ended: waited, Digest: digest}}
	for _, d := range waited {
		digest.Deliveries = append(digest.Deliveries, d.ID)
		set.Deliveries = append(set.Deliveries, delivery.Delivery{
			ID: d.ID, Surface: d.Surface, ActorID: d.ActorID, ExpiresAt: d.ExpiresAt, DigestID: digest.ID,
		})
	}
	return set
}

func deferralRead(t *testing.T, s StoreSubject) {
	t.Helper()
	first, second := Overnight(acme, 1, true), Overnight(acme, 2, true)
	waits := s.overnight(t, first, second)
	policy := tenant.DefaultPolicy()
	policy.Revision, policy.MaxActionsPerDecision = 1, 7
	require.NoError(t, s.commit(t, ports.WriteSet{TenantID: acme, At: Noon(), Policy: &policy, PolicyInvalidated: true}))
	require.NoError(t, s.commit(t, PreferencesSet(acme, "ada", SamplePreferences(1))))
	require.Equal(t, delivery.Waiting{
		Own:    delivery.Held{Deferred: waits[0], Decision: first},
		Others: []delivery.Held{{Deferred: waits[1], Decision: second}},
		Policy: policy, Preferences: SamplePreferences(1), PolicyEpoch: 1,
	}, s.waiting(t, acme, waits[0]))
}

func deferralMissing(t *testing.T, s StoreSubject) {
	t.Helper()
	waits := s.overnight(t, Overnight(acme, 1, true))[0]
	for owner, deliveryID := range map[tenant.ID]id.UUID{beta: waits.ID, acme: waits.ID.Stem()} {
		_, err := s.Deferrals.ReadWaiting(t.Context(), owner, deliveryID, Morning())
		require.Equal(t, fault.NotFound, fault.Of(err))
	}
	requireStale(t, s.commit(t, released(beta, 9, waits)))
	require.Equal(t, waits, s.waiting(t, acme, waits).Own.Deferred, "another tenant cannot end it")
}

func deferralAlone(t *testing.T, s StoreSubject) {
	t.Helper()
	alone := s.overnight(t, Overnight(acme, 1, false), Overnight(acme, 2, false), Overnight(acme, 3, true))
	require.NoError(t, s.commit(t, released(acme, 9, alone[2])))
	waiting := s.waiting(t, acme, alone[0])
	require.Empty(t, waiting.Others)
	require.Zero(t, waiting.Digested)
}

// others answers what of acme waits for the same digest.
func (s StoreSubject) others(t *testing.T, of delivery.Deferred) []id.UUID {
	t.Helper()
	var ids []id.UUID
	for _, held := range s.waiting(t, acme, of).Others {
		ids = append(ids, held.ID)
	}
	return ids
}

func deferralDue(t *testing.T, s StoreSubject) {
	t.Helper()
	late, somebody := Overnight(acme, 3, true), Overnight(acme, 4, true)
	late.Actions[0].Deferral.Until = Morning().Add(time.Second)
	somebody.Actor.ID = "grace"
	due := s.overnight(t, Overnight(acme, 1, true), Overnight(acme, 2, true), late, somebody, Overnight(acme, 5, false))
	s.overnight(t, Overnight(beta, 6, true))
	require.Equal(t, []id.UUID{due[1].ID}, s.others(t, due[0]))
	require.ElementsMatch(t, []id.UUID{due[0].ID, due[1].ID}, s.others(t, due[2]), "whoever is early")
	require.Empty(t, s.others(t, due[3]))
}

func deferralRepositories(t *testing.T, s StoreSubject) {
	t.Helper()
	shop, pay := Overnight(acme, 1, true), Overnight(acme, 2, true)
	shop.Actor, pay.Actor, pay.Context.Place.RepoID = actor.Actor{}, actor.Actor{}, "acme/pay"
	waits := s.overnight(t, shop, pay)
	require.Empty(t, s.others(t, waits[0]))
	require.Zero(t, s.waiting(t, acme, waits[0]).Preferences, "nobody has any")
}

func digestLast(t *testing.T, s StoreSubject) {
	t.Helper()
	somebody := Overnight(acme, 4, true)
	somebody.Actor.ID = "grace"
	waits := s.overnight(t, Overnight(acme, 1, true), Overnight(acme, 2, true), Overnight(acme, 3, true), somebody)
	waits = append(waits, s.overnight(t, Overnight(beta, 1, true))...)
	earlier := released(acme, 8, waits[1])
	earlier.Release.Digest.Window = Morning().AddDate(0, 0, -1)
	for _, set := range []ports.WriteSet{released(acme, 9, waits[0]), earlier} {
		require.NoError(t, s.commit(t, set))
	}
	require.Equal(t, Morning(), s.waiting(t, acme, waits[2]).Digested)
	alert := OvernightSet(Overnight(acme, 3, true)).Deferred[1]
	require.Zero(t, s.waiting(t, acme, alert).Digested)
	require.Zero(t, s.waiting(t, acme, waits[3]).Digested)
	require.Zero(t, s.waiting(t, beta, waits[4]).Digested)
}

func digestRead(t *testing.T, s StoreSubject) {
	t.Helper()
	first, second := Overnight(acme, 1, true), Overnight(acme, 2, true)
	waits := s.overnight(t, first, second)
	set := released(acme, 9, waits...)
	require.NoError(t, s.commit(t, set))
	state, err := s.Deferrals.ReadDigest(t.Context(), acme, set.Release.Digest.ID, "here")
	require.NoError(t, err)
	require.Equal(t, ports.DigestState{
		Digest: *set.Release.Digest, Decisions: map[id.UUID]*decision.Decision{first.ID: first, second.ID: second},
	}, state)
	require.Len(t, slices.Collect(maps.Keys(state.Decisions)), 2)
}

func digestMissing(t *testing.T, s StoreSubject) {
	t.Helper()
	set := released(acme, 9, s.overnight(t, Overnight(acme, 1, true))...)
	require.NoError(t, s.commit(t, set))
	for owner, digestID := range map[tenant.ID]id.UUID{beta: set.Release.Digest.ID, acme: SampleID(77)} {
		_, err := s.Deferrals.ReadDigest(t.Context(), owner, digestID, "here")
		require.Equal(t, fault.NotFound, fault.Of(err))
	}
}

func digestStopped(t *testing.T, s StoreSubject) {
	t.Helper()
	set := released(acme, 9, s.overnight(t, Overnight(acme, 1, true))...)
	require.NoError(t, s.commit(t, set))
	stop := &ports.ChannelStop{Surface: action.CI, Receiver: "here"}
	require.NoError(t, s.commit(t, ports.WriteSet{TenantID: acme, At: Noon(), ChannelStop: stop}))
	for receiver, want := range map[string]time.Time{"here": Noon(), "elsewhere": {}} {
		state, err := s.Deferrals.ReadDigest(t.Context(), acme, set.Release.Digest.ID, receiver)
		require.NoError(t, err)
		require.Equal(t, want, state.StoppedAt)
	}
}
