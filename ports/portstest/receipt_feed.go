package portstest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func fedOf(owner tenant.ID, rows ...ports.Receipt) []ports.FedReceipt {
	fed := make([]ports.FedReceipt, len(rows))
	for i, row := range rows {
		fed[i] = ports.FedReceipt{TenantID: owner, ID: row.ID, Body: row.Body}
	}
	return fed
}

func feedEmpty(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	for _, after := range []event.Position{{}, {Transaction: 7, Number: 3}} {
		fed, to, err := s.Feed.ReadReceipts(t.Context(), after, 10)
		require.NoError(t, err)
		require.Empty(t, fed)
		require.Equal(t, after, to)
	}
}

func feedOrder(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.Commit(t, beta, newReceipts(1, 3)...)
	s.Commit(t, acme, newReceipts(4, 5)...)
	s.Commit(t, beta, newReceipt(6))
	fed, to := s.read(t, event.Position{}, 10, 6)
	want := append(fedOf(beta, newReceipts(1, 3)...), fedOf(acme, newReceipts(4, 5)...)...)
	require.Equal(t, append(want, fedOf(beta, newReceipt(6))...), fed)
	require.True(t, event.Position{}.Before(to))

	again, _ := s.read(t, event.Position{}, 10, 6)
	require.Equal(t, fed, again, "reading takes nothing away")
}

func feedPages(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.Commit(t, acme, newReceipts(1, 3)...)
	s.Commit(t, beta, newReceipts(4, 6)...)
	s.read(t, event.Position{}, 10, 6)
	var all []ports.FedReceipt
	at := event.Position{}
	for range 3 {
		page, to := s.read(t, at, 2, 2)
		require.True(t, at.Before(to))
		all, at = append(all, page...), to
	}
	require.Equal(t, append(fedOf(acme, newReceipts(1, 3)...), fedOf(beta, newReceipts(4, 6)...)...), all)
	rest, to, err := s.Feed.ReadReceipts(t.Context(), at, 2)
	require.NoError(t, err)
	require.Empty(t, rest)
	require.Equal(t, at, to)
}

func checkpointZero(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	require.Zero(t, s.checkpoint(t))
}

func checkpointsApart(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	require.NoError(t, s.append(t.Context(), 0))
	other, err := s.Feed.ReadCheckpoint(t.Context(), "another")
	require.NoError(t, err)
	require.Zero(t, other)
}
