package portstest

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

func requireStale(t *testing.T, err error) {
	t.Helper()
	require.Error(t, err)
	require.Equal(t, fault.Stale, fault.Of(err), "%v", err)
}

// requireUntouched holds the subject to having written nothing at all.
func requireUntouched(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	require.Zero(t, s.checkpoint(t))
	require.Zero(t, s.head(t, acme))
	require.Zero(t, s.head(t, beta))
	waiting, err := s.Log.ReadWaiting(t.Context(), "", 10, 10)
	require.NoError(t, err)
	require.Empty(t, waiting)
}

func headZero(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.sealed(t, acme, newReceipt(1))
	heads, err := s.Chain.ReadHeads(t.Context(), []tenant.ID{acme, beta})
	require.NoError(t, err)
	require.NotZero(t, heads[acme])
	require.Zero(t, heads[beta])
}

func appendMoves(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.Commit(t, acme, newReceipts(1, 3)...)
	s.Commit(t, beta, newReceipt(4))
	ours := segment(t, acme, receipt.Head{}, newReceipts(1, 2)...)
	theirs := segment(t, beta, receipt.Head{}, newReceipt(4))
	require.NoError(t, s.append(t.Context(), 0, ours, theirs))
	require.Equal(t, place(1), s.checkpoint(t))
	require.Equal(t, ours.Links[1].Next(), s.head(t, acme))
	require.Equal(t, theirs.Links[0].Next(), s.head(t, beta))

	next := segment(t, acme, ours.Links[1].Next(), newReceipt(3))
	require.NoError(t, s.append(t.Context(), 1, next))
	require.Equal(t, place(2), s.checkpoint(t))
	require.Equal(t, receipt.Head{Sequence: 3, Hash: next.Links[0].Hash}, s.head(t, acme))
	require.Equal(t, theirs.Links[0].Next(), s.head(t, beta))
}

func appendNothing(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	require.NoError(t, s.append(t.Context(), 0))
	require.Equal(t, place(1), s.checkpoint(t))
	require.Zero(t, s.head(t, acme))
}

func appendStaleHead(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	first := s.sealed(t, acme, newReceipt(1))
	s.Commit(t, acme, newReceipt(2))
	s.Commit(t, beta, newReceipt(3))
	fork := segment(t, acme, receipt.Head{}, newReceipt(2))
	other := segment(t, acme, receipt.Head{Sequence: 1, Hash: receipt.Hash("another")}, newReceipt(2))
	theirs := segment(t, beta, receipt.Head{}, newReceipt(3))
	requireStale(t, s.append(t.Context(), 1, theirs, fork))
	requireStale(t, s.append(t.Context(), 1, theirs, other))
	require.Equal(t, place(1), s.checkpoint(t))
	require.Equal(t, first.Links[0].Next(), s.head(t, acme))
	require.Zero(t, s.head(t, beta), "nor is what would have fitted")
	waiting, err := s.Log.ReadWaiting(t.Context(), "", 10, 10)
	require.NoError(t, err)
	require.Len(t, waiting, 1)
}

func appendAbsentHead(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.Commit(t, acme, newReceipt(1))
	from := receipt.Head{Sequence: 1, Hash: receipt.Hash("nowhere")}
	requireStale(t, s.append(t.Context(), 0, segment(t, acme, from, newReceipt(1))))
	requireUntouched(t, s)
}

func appendStaleCheckpoint(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	require.NoError(t, s.append(t.Context(), 0))
	s.Commit(t, acme, newReceipt(1))
	part := segment(t, acme, receipt.Head{}, newReceipt(1))
	requireStale(t, s.append(t.Context(), 0, part))
	requireStale(t, s.append(t.Context(), 2, part))
	require.Equal(t, place(1), s.checkpoint(t))
	require.Zero(t, s.head(t, acme))
}

func appendAbsentCheckpoint(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.Commit(t, acme, newReceipt(1))
	requireStale(t, s.append(t.Context(), 5, segment(t, acme, receipt.Head{}, newReceipt(1))))
	requireUntouched(t, s)
}

func appendConcurrently(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	const leaders = 4
	s.Commit(t, acme, newReceipts(1, leaders)...)
	errs := make([]error, leaders)
	var running sync.WaitGroup
	for i := range leaders {
		part := segment(t, acme, receipt.Head{}, newReceipt(byte(i+1)))
		running.Go(func() { errs[i] = s.append(t.Context(), 0, part) })
	}
	running.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		requireStale(t, err)
	}
	require.Equal(t, 1, won)
	require.Equal(t, int64(1), s.head(t, acme).Sequence)
	require.Equal(t, place(1), s.checkpoint(t))
}
