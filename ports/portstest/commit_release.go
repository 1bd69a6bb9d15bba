package portstest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func (s StoreSubject) requireGone(t *testing.T, owner tenant.ID, waited delivery.Deferred) {
	t.Helper()
	_, err := s.Deferrals.ReadWaiting(t.Context(), owner, waited.ID, Morning())
	require.Equal(t, fault.NotFound, fault.Of(err))
}

func deferralEnded(t *testing.T, s StoreSubject) {
	t.Helper()
	waits := s.overnight(t, Overnight(acme, 1, false), Overnight(acme, 2, false))
	ended := ports.WriteSet{TenantID: acme, At: Morning(), Release: &ports.Release{Ended: waits[:1]}}
	require.NoError(t, s.commit(t, ended))
	s.requireGone(t, acme, waits[0])
	requireStale(t, s.commit(t, ended))
	ended.Release = &ports.Release{Ended: waits}
	requireStale(t, s.commit(t, ended))
	require.Equal(t, waits[1], s.waiting(t, acme, waits[1]).Own.Deferred)
}

func deferralMoved(t *testing.T, s StoreSubject) {
	t.Helper()
	waits := s.overnight(t, Overnight(acme, 1, true))[0]
	move := ports.WriteSet{TenantID: acme, At: Morning(), Release: &ports.Release{
		Moved: &ports.MovedDeferral{Deferred: waits, Until: Morning().Add(time.Minute)},
	}}
	foreign := move
	foreign.TenantID = beta
	requireStale(t, s.commit(t, foreign))
	require.NoError(t, s.commit(t, move))
	requireStale(t, s.commit(t, move))
	requireStale(t, s.commit(t, released(acme, 9, waits)))
	moved := s.waiting(t, acme, waits).Own.Deferred
	require.Equal(t, Morning().Add(time.Minute), moved.Until)
	require.NoError(t, s.commit(t, released(acme, 9, moved)))
}

func digestTaken(t *testing.T, s StoreSubject) {
	t.Helper()
	somebody := Overnight(acme, 3, true)
	somebody.Actor.ID = "grace"
	waits := s.overnight(t, Overnight(acme, 1, true), Overnight(acme, 2, true), somebody)
	require.NoError(t, s.commit(t, released(acme, 7, waits[0])))
	requireStale(t, s.commit(t, released(acme, 8, waits[1])))
	require.NoError(t, s.commit(t, released(acme, 9, waits[2])), "another has a digest of their own")
	alert := OvernightSet(Overnight(acme, 1, true)).Deferred[1]
	require.NoError(t, s.commit(t, released(acme, 10, alert)), "so has another surface")
	elsewhere := s.overnight(t, Overnight(beta, 1, true))
	require.NoError(t, s.commit(t, released(beta, 7, elsewhere...)), "and another tenant")
	next := released(acme, 11, waits[1])
	next.Release.Digest.Window = Morning().AddDate(0, 0, 1)
	require.NoError(t, s.commit(t, next), "and another window")
}

func releaseRace(t *testing.T, s StoreSubject) {
	t.Helper()
	waits := s.overnight(t, Overnight(acme, 1, true), Overnight(acme, 2, true), Overnight(acme, 3, true))
	sets := make([]ports.WriteSet, rivals)
	for i := range sets {
		sets[i] = released(acme, byte(20+i), waits...)
	}
	require.Equal(t, 1, s.race(t, sets))
	for _, waited := range waits {
		s.requireGone(t, acme, waited)
	}
}

func digestRace(t *testing.T, s StoreSubject) {
	t.Helper()
	sets := make([]ports.WriteSet, rivals)
	for i := range sets {
		sets[i] = released(acme, byte(20+i), s.overnight(t, Overnight(acme, byte(i+1), true))...)
	}
	require.Equal(t, 1, s.race(t, sets), "each of another delivery, all of one window")
}

func releaseLost(t *testing.T, s StoreSubject) {
	t.Helper()
	waits := s.overnight(t, Overnight(acme, 1, true), Overnight(acme, 2, true))
	require.NoError(t, s.commit(t, released(acme, 7, waits[0])))
	lost := released(acme, 8, waits[1])
	requireStale(t, s.commit(t, lost))
	_, err := s.Deferrals.ReadDigest(t.Context(), acme, lost.Release.Digest.ID, "here")
	require.Equal(t, fault.NotFound, fault.Of(err))
	require.Equal(t, waits[1], s.waiting(t, acme, waits[1]).Own.Deferred)
}
