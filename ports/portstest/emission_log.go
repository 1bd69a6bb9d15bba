package portstest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// place of a waiting receipt, for comparing what waits.
type waitingPlace struct {
	owner    tenant.ID
	sequence int64
}

func (s ReceiptsSubject) waiting(t *testing.T, after tenant.ID, tenants, perTenant int) []waitingPlace {
	t.Helper()
	rows, err := s.Log.ReadWaiting(t.Context(), after, tenants, perTenant)
	require.NoError(t, err)
	var places []waitingPlace
	for _, row := range rows {
		places = append(places, waitingPlace{row.TenantID, row.Link.Sequence})
	}
	return places
}

func waitingOrder(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.sealed(t, beta, newReceipts(1, 2)...)
	s.sealed(t, acme, newReceipts(3, 5)...)
	require.Equal(t, []waitingPlace{{acme, 1}, {acme, 2}, {acme, 3}, {beta, 1}, {beta, 2}}, s.waiting(t, "", 10, 10))
}

func waitingText(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	row := newReceipt(1)
	part := s.sealed(t, acme, row)
	rows, err := s.Log.ReadWaiting(t.Context(), "", 1, 1)
	require.NoError(t, err)
	require.Equal(t, []ports.WaitingReceipt{{TenantID: acme, Body: row.Body, Link: part.Links[0]}}, rows)
	text, err := receipt.Sealed(rows[0].Body, rows[0].Link)
	require.NoError(t, err)
	require.Equal(t, part.Links[0].Hash, receipt.Hash(text))
}

func waitingExpired(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.sealed(t, acme, newReceipts(1, 3)...)
	s.Expire(t, acme, newReceipt(2).ID)
	rows, err := s.Log.ReadWaiting(t.Context(), "", 1, 10)
	require.NoError(t, err)
	require.Len(t, rows, 3)
	for i := range rows {
		require.Equal(t, i == 1, rows[i].Expired())
	}
	require.NoError(t, s.mark(t, 0, 3), "the watermark passes it")
}

func waitingBounds(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.sealed(t, acme, newReceipts(1, 3)...)
	s.sealed(t, beta, newReceipts(4, 6)...)
	require.Equal(t, []waitingPlace{{acme, 1}, {acme, 2}, {beta, 1}, {beta, 2}}, s.waiting(t, "", 2, 2))
	require.Equal(t, []waitingPlace{{acme, 1}, {acme, 2}, {acme, 3}}, s.waiting(t, "", 1, 10))
}

func waitingAfter(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	owners := []tenant.ID{"a", "b", "c"}
	for i, owner := range owners {
		s.sealed(t, owner, newReceipt(byte(i+1)))
	}
	require.Equal(t, []waitingPlace{{"a", 1}, {"b", 1}}, s.waiting(t, "", 2, 1))
	require.Equal(t, []waitingPlace{{"c", 1}}, s.waiting(t, "b", 2, 1))
	require.Empty(t, s.waiting(t, "c", 2, 1))
}

func waitingSealedOnly(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.Commit(t, acme, newReceipts(1, 2)...)
	require.Empty(t, s.waiting(t, "", 10, 10))
	require.NoError(t, s.append(t.Context(), 0, segment(t, acme, receipt.Head{}, newReceipt(1))))
	require.Equal(t, []waitingPlace{{acme, 1}}, s.waiting(t, "", 10, 10))
}

func (s ReceiptsSubject) mark(t *testing.T, from, to int64, refused ...ports.RefusedReceipt) error {
	t.Helper()
	return s.Log.MarkEmitted(t.Context(), ports.EmissionProgress{
		TenantID: acme, From: from, To: to, At: sealedAt(), Refused: refused,
	})
}

func emittedGone(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	part := s.sealed(t, acme, newReceipts(1, 4)...)
	refused := ports.RefusedReceipt{Sequence: 2, ReceiptID: part.Links[1].ReceiptID, Reason: "status 422"}
	require.NoError(t, s.mark(t, 0, 2, refused))
	require.Equal(t, []waitingPlace{{acme, 3}, {acme, 4}}, s.waiting(t, "", 10, 10))
	require.NoError(t, s.mark(t, 2, 4))
	require.Empty(t, s.waiting(t, "", 10, 10))
}

func emittedStale(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	part := s.sealed(t, acme, newReceipts(1, 3)...)
	refused := ports.RefusedReceipt{Sequence: 2, ReceiptID: part.Links[1].ReceiptID, Reason: "status 422"}
	require.NoError(t, s.mark(t, 0, 1))
	requireStale(t, s.mark(t, 0, 2, refused))
	requireStale(t, s.mark(t, 2, 3))
	require.Equal(t, []waitingPlace{{acme, 2}, {acme, 3}}, s.waiting(t, "", 10, 10))
	require.NoError(t, s.mark(t, 1, 2, refused), "the lost attempt listed nothing")
}

func emittedApart(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	part := s.sealed(t, acme, newReceipts(1, 2)...)
	s.sealed(t, beta, newReceipt(3))
	require.NoError(t, s.mark(t, 0, 2))
	require.Equal(t, part.Links[1].Next(), s.head(t, acme))
	require.Equal(t, []waitingPlace{{beta, 1}}, s.waiting(t, "", 10, 10))
	s.Commit(t, acme, newReceipt(4))
	at := s.checkpoint(t)
	require.NoError(t, s.append(t.Context(), at.Number, segment(t, acme, part.Links[1].Next(), newReceipt(4))))
	require.Equal(t, []waitingPlace{{acme, 3}}, s.waiting(t, acme[:1], 1, 1), "the chain goes on behind the watermark")
}
