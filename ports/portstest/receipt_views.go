package portstest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func receiptViewRules() map[string]func(*testing.T, ViewsSubject) {
	return map[string]func(*testing.T, ViewsSubject){
		"a receipt of whatever it is evidence is viewed by id":  viewReceipt,
		"a receipt of another tenant cannot be viewed":          viewReceiptNotFound,
		"receipts are listed newest first, page by page":        listReceipts,
		"a tenant's list has no other tenant's receipts":        listReceiptsApart,
		"pending receipts are listed against the feed's order":  listPending,
		"sealed receipts are those to be sent, redriven too":    listSealed,
		"emitted receipts are those sent, the refused left out": listEmitted,
		"failed receipts are listed with why":                   listFailed,
		"a listed receipt says where it stands":                 listedStanding,
		"a listed receipt names its parent":                     listedParent,
	}
}

// committed commits receipts of one tenant, a transaction and an event for each, in
// the order given.
func (s ViewsSubject) committed(t *testing.T, owner tenant.ID, numbers ...byte) {
	t.Helper()
	for _, number := range numbers {
		s.commitReceipt(t, owner, newReceipt(number))
	}
}

func (s ViewsSubject) commitReceipt(t *testing.T, owner tenant.ID, row ports.Receipt) {
	t.Helper()
	s.commit(t, ports.WriteSet{
		TenantID: owner, At: Noon(), Receipts: []ports.Receipt{row},
		Events: []event.Event{{ID: row.ID, TenantID: owner, Name: event.PlaybookCreated, At: Noon(), ReceiptID: row.ID}},
	})
}

// sealNext seals the next receipts of the feed, which are all of acme.
func (s ViewsSubject) sealNext(t *testing.T, count int) ports.TenantSegment {
	t.Helper()
	from, err := s.Feed.ReadCheckpoint(t.Context(), Follower)
	require.NoError(t, err)
	fed, to := ReceiptsSubject{Feed: s.Feed}.read(t, from, count, count)
	heads, err := s.Chain.ReadHeads(t.Context(), []tenant.ID{acme})
	require.NoError(t, err)
	rows := make([]ports.Receipt, len(fed))
	for i, next := range fed {
		rows[i] = ports.Receipt{ID: next.ID, Body: next.Body}
	}
	part := segment(t, acme, heads[acme], rows...)
	require.NoError(t, s.Chain.Append(t.Context(), ports.ChainSegment{
		Follower: Follower, From: from, To: to, At: sealedAt(), Tenants: []ports.TenantSegment{part},
	}))
	return part
}

func (s ViewsSubject) emit(t *testing.T, from, to int64, refused ...int64) {
	t.Helper()
	progress := ports.EmissionProgress{TenantID: acme, From: from, To: to, At: sealedAt()}
	for _, sequence := range refused {
		progress.Refused = append(progress.Refused, ports.RefusedReceipt{
			Sequence: sequence, ReceiptID: newReceipt(byte(sequence)).ID, Reason: "answered 422",
		})
	}
	require.NoError(t, s.Log.MarkEmitted(t.Context(), progress))
}

func (s ViewsSubject) redrive(t *testing.T, sequences ...int64) {
	t.Helper()
	s.commit(t, ports.WriteSet{TenantID: acme, At: redrivenAt(), Redrive: sequences})
}

// numbers reads a whole list page by page, and answers the numbers of its receipts.
func (s ViewsSubject) numbers(t *testing.T, owner tenant.ID, state receipt.State, limit int) []byte {
	t.Helper()
	var numbers []byte
	filter := ports.ReceiptFilter{State: state, Limit: limit}
	for {
		page, err := s.Receipts.ListReceipts(t.Context(), owner, filter)
		require.NoError(t, err)
		require.LessOrEqual(t, len(page), limit)
		for _, entry := range page {
			numbers = append(numbers, entry.ID[15])
			if state != "" {
				require.Equal(t, state, entry.State)
			}
		}
		if len(page) < limit {
			return numbers
		}
		filter.Before = page[limit-1].ReceiptPlace
	}
}

// requireList wants the list whatever the size of its pages.
func (s ViewsSubject) requireList(t *testing.T, state receipt.State, want ...byte) {
	t.Helper()
	for _, limit := range []int{1, 2, 50} {
		require.Equal(t, want, s.numbers(t, acme, state, limit), "%s, by %d", state, limit)
	}
}

func viewReceipt(t *testing.T, s ViewsSubject) {
	t.Helper()
	s.committed(t, acme, 1)
	view, err := s.Receipts.ViewReceipt(t.Context(), acme, newReceipt(1).ID)
	require.NoError(t, err)
	require.Equal(t, ports.ReceiptView{ID: newReceipt(1).ID, State: receipt.Pending, Document: newReceipt(1).Body}, view)
	part := s.sealNext(t, 1)
	view, err = s.Receipts.ViewReceipt(t.Context(), acme, newReceipt(1).ID)
	require.NoError(t, err)
	require.Equal(t, receipt.SealedState, view.State)
	require.Equal(t, part.Links[0].Hash, receipt.Hash(view.Document))
}

func viewReceiptNotFound(t *testing.T, s ViewsSubject) {
	t.Helper()
	s.committed(t, acme, 1)
	_, err := s.Receipts.ViewReceipt(t.Context(), beta, newReceipt(1).ID)
	require.Equal(t, fault.NotFound, fault.Of(err))
	_, err = s.Receipts.ViewReceipt(t.Context(), acme, newReceipt(2).ID)
	require.Equal(t, fault.NotFound, fault.Of(err))
}

func listReceipts(t *testing.T, s ViewsSubject) {
	t.Helper()
	s.requireList(t, "")
	s.committed(t, acme, 3, 1, 5, 2, 4)
	s.requireList(t, "", 5, 4, 3, 2, 1)
	s.sealNext(t, 3)
	s.emit(t, 0, 1)
	s.requireList(t, "", 5, 4, 3, 2, 1)
}

func listReceiptsApart(t *testing.T, s ViewsSubject) {
	t.Helper()
	s.committed(t, acme, 1, 2, 3)
	s.committed(t, beta, 4, 5)
	for _, state := range []receipt.State{"", receipt.Pending} {
		require.Equal(t, []byte{5, 4}, s.numbers(t, beta, state, 10), state)
	}
	s.sealNext(t, 3)
	s.emit(t, 0, 2, 2)
	for _, state := range []receipt.State{receipt.SealedState, receipt.Emitted, receipt.Failed} {
		require.Len(t, s.numbers(t, acme, state, 10), 1, state)
		require.Empty(t, s.numbers(t, beta, state, 10), state)
	}
}

func listPending(t *testing.T, s ViewsSubject) {
	t.Helper()
	s.requireList(t, receipt.Pending)
	s.committed(t, acme, 3, 1, 5, 2, 4)
	s.requireList(t, receipt.Pending, 4, 2, 5, 1, 3)
	s.sealNext(t, 2)
	s.requireList(t, receipt.Pending, 4, 2, 5)
	s.sealNext(t, 3)
	s.requireList(t, receipt.Pending)
}

func listSealed(t *testing.T, s ViewsSubject) {
	t.Helper()
	s.committed(t, acme, 1, 2, 3, 4, 5, 6, 7)
	s.requireList(t, receipt.SealedState)
	s.sealNext(t, 6)
	s.requireList(t, receipt.SealedState, 6, 5, 4, 3, 2, 1)
	s.emit(t, 0, 4, 1, 2, 3)
	s.requireList(t, receipt.SealedState, 6, 5)
	s.redrive(t, 1, 3)
	s.requireList(t, receipt.SealedState, 6, 5, 3, 1)
	s.emit(t, 4, 6)
	s.requireList(t, receipt.SealedState, 3, 1)
}

func listEmitted(t *testing.T, s ViewsSubject) {
	t.Helper()
	s.committed(t, acme, 1, 2, 3, 4, 5, 6)
	s.sealNext(t, 6)
	s.requireList(t, receipt.Emitted)
	s.emit(t, 0, 5, 2, 4)
	s.requireList(t, receipt.Emitted, 5, 3, 1)
	s.redrive(t, 2, 4)
	s.requireList(t, receipt.Emitted, 5, 3, 1)
	require.NoError(t, s.Log.MarkRedriven(t.Context(), ports.RedriveProgress{
		TenantID: acme, At: redrivenAt(), Verdicts: []ports.RedriveVerdict{taken(2), refusedAgain(4)},
	}))
	s.requireList(t, receipt.Emitted, 5, 3, 2, 1)
}

func listFailed(t *testing.T, s ViewsSubject) {
	t.Helper()
	s.committed(t, acme, 1, 2, 3, 4, 5)
	s.sealNext(t, 5)
	s.requireList(t, receipt.Failed)
	s.emit(t, 0, 5, 1, 3, 4)
	s.requireList(t, receipt.Failed, 4, 3, 1)
	s.redrive(t, 3, 4)
	s.requireList(t, receipt.Failed, 1)
	require.NoError(t, s.Log.MarkRedriven(t.Context(), ports.RedriveProgress{
		TenantID: acme, At: redrivenAt().Add(time.Hour), Verdicts: []ports.RedriveVerdict{taken(3), refusedAgain(4)},
	}))
	s.requireList(t, receipt.Failed, 4, 1)
	page, err := s.Receipts.ListReceipts(t.Context(), acme, ports.ReceiptFilter{State: receipt.Failed, Limit: 5})
	require.NoError(t, err)
	require.Equal(t, &receipt.Refusal{Reason: "answered 409", At: redrivenAt().Add(time.Hour)}, page[0].Refusal)
	require.Equal(t, &receipt.Refusal{Reason: "answered 422", At: sealedAt()}, page[1].Refusal)
}

func listedStanding(t *testing.T, s ViewsSubject) {
	t.Helper()
	s.committed(t, acme, 1, 2, 3)
	part := s.sealNext(t, 2)
	s.emit(t, 0, 1, 1)
	s.redrive(t, 1)
	page, err := s.Receipts.ListReceipts(t.Context(), acme, ports.ReceiptFilter{Limit: 10})
	require.NoError(t, err)
	requeued := sealedEntry(part.Links[0])
	requeued.Refusal = &receipt.Refusal{Reason: "answered 422", At: sealedAt(), RequeuedAt: redrivenAt()}
	require.Equal(t, []ports.ReceiptEntry{
		{ReceiptPlace: ports.ReceiptPlace{ID: newReceipt(3).ID}, State: receipt.Pending, CreatedAt: Noon()},
		sealedEntry(part.Links[1]), requeued,
	}, page)
	page, err = s.Receipts.ListReceipts(t.Context(), acme, ports.ReceiptFilter{State: receipt.SealedState, Limit: 10})
	require.NoError(t, err)
	require.Equal(t, []ports.ReceiptEntry{sealedEntry(part.Links[1]), requeued}, page)
}

func sealedEntry(link receipt.Link) ports.ReceiptEntry {
	return ports.ReceiptEntry{
		ReceiptPlace: ports.ReceiptPlace{ID: link.ReceiptID, Sequence: link.Sequence},
		State:        receipt.SealedState, CreatedAt: Noon(), SealedAt: sealedAt(),
		PrevHash: link.PrevHash, Hash: link.Hash, KID: link.KID,
	}
}

func listedParent(t *testing.T, s ViewsSubject) {
	t.Helper()
	s.committed(t, acme, 1)
	child := receipt.Body{ID: newReceipt(2).ID, TenantID: acme, At: Noon(), Parent: newReceipt(1).ID}
	s.commitReceipt(t, acme, ports.ReceiptOf(child))
	page, err := s.Receipts.ListReceipts(t.Context(), acme, ports.ReceiptFilter{Limit: 10})
	require.NoError(t, err)
	require.Len(t, page, 2)
	require.Equal(t, child.Parent, page[0].Parent)
	require.Zero(t, page[1].Parent)
}
