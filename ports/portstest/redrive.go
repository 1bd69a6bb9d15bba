package portstest

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func redriveRules() map[string]func(*testing.T, ReceiptsSubject) {
	return map[string]func(*testing.T, ReceiptsSubject){
		"refused receipts are read by when they were refused":    refusedSpan,
		"refused receipts are read lowest first, up to a limit":  refusedBounds,
		"a tenant's refused receipts are its own":                refusedApart,
		"a redriven receipt waits to be sent again":              redrivenWaits,
		"redriving what is not refused is stale":                 redriveOthers,
		"redriving what waits already is stale":                  redriveTwice,
		"of concurrent redrives of a receipt one wins":           redriveRace,
		"what is requeued is ordered and bounded as what waits":  requeuedOrder,
		"reading on behind a tenant leaves no requeued one out":  requeuedAfter,
		"what is requeued makes the sealed text again":           requeuedText,
		"what expired is requeued without a body":                requeuedExpired,
		"a requeued receipt that was taken is settled":           redrivenSettled,
		"a requeued receipt that was refused has failed again":   redrivenRefused,
		"a verdict on what does not wait is stale":               redrivenStale,
		"a verdict on an earlier redrive is stale":               redrivenEarlier,
		"of concurrent verdicts on a requeued receipt one wins":  redrivenRace,
		"redriving leaves the watermark and the chain as it was": redrivenApart,
	}
}

// refused gives a tenant a chain of so many receipts, all sent, of which the given
// ones were refused.
func (s ReceiptsSubject) refused(
	t *testing.T, owner tenant.ID, from, to byte, sequences ...int64,
) ports.TenantSegment {
	t.Helper()
	part := s.sealed(t, owner, newReceipts(from, to)...)
	progress := ports.EmissionProgress{TenantID: owner, To: int64(len(part.Links)), At: sealedAt()}
	for _, sequence := range sequences {
		progress.Refused = append(progress.Refused, ports.RefusedReceipt{
			Sequence: sequence, ReceiptID: part.Links[sequence-1].ReceiptID, Reason: "answered 422",
		})
	}
	require.NoError(t, s.Log.MarkEmitted(t.Context(), progress))
	return part
}

func (s ReceiptsSubject) readRefused(t *testing.T, owner tenant.ID, span ports.Span, limit int) []int64 {
	t.Helper()
	sequences, err := s.Refusals.ReadRefused(t.Context(), owner, span, limit)
	require.NoError(t, err)
	return sequences
}

// tryRedrive has the receipts sent again, or says why not.
func (s ReceiptsSubject) tryRedrive(t *testing.T, owner tenant.ID, at time.Time, sequences ...int64) error {
	t.Helper()
	_, err := s.Store.Commit(t.Context(), ports.WriteSet{TenantID: owner, At: at, Redrive: sequences})
	return err
}

func (s ReceiptsSubject) redrive(t *testing.T, owner tenant.ID, at time.Time, sequences ...int64) {
	t.Helper()
	require.NoError(t, s.tryRedrive(t, owner, at, sequences...))
}

// requeued answers the places of what waits to be sent again.
func (s ReceiptsSubject) requeued(t *testing.T, after tenant.ID, tenants, perTenant int) []waitingPlace {
	t.Helper()
	rows, err := s.Log.ReadRequeued(t.Context(), after, tenants, perTenant)
	require.NoError(t, err)
	var places []waitingPlace
	for _, row := range rows {
		places = append(places, waitingPlace{row.TenantID, row.Link.Sequence})
	}
	return places
}

// redrivenAt is when the samples are redriven.
func redrivenAt() time.Time { return sealedAt().Add(time.Hour) }

func (s ReceiptsSubject) judge(t *testing.T, verdicts ...ports.RedriveVerdict) error {
	t.Helper()
	return s.Log.MarkRedriven(t.Context(), ports.RedriveProgress{
		TenantID: acme, At: redrivenAt().Add(time.Minute), Verdicts: verdicts,
	})
}

func taken(sequence int64) ports.RedriveVerdict {
	return ports.RedriveVerdict{Sequence: sequence, RequeuedAt: redrivenAt(), Accepted: true}
}

func refusedAgain(sequence int64) ports.RedriveVerdict {
	return ports.RedriveVerdict{Sequence: sequence, RequeuedAt: redrivenAt(), Reason: "answered 409"}
}

func refusedSpan(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.refused(t, acme, 1, 3, 2, 3)
	at, later := sealedAt(), sealedAt().Add(time.Microsecond)
	for name, c := range map[string]struct {
		span ports.Span
		want []int64
	}{
		"open":                 {ports.Span{}, []int64{2, 3}},
		"from that moment":     {ports.Span{From: at}, []int64{2, 3}},
		"from the next one":    {ports.Span{From: later}, nil},
		"to that moment":       {ports.Span{To: at}, nil},
		"to the next one":      {ports.Span{To: later}, []int64{2, 3}},
		"around that moment":   {ports.Span{From: at, To: later}, []int64{2, 3}},
		"from it to it, empty": {ports.Span{From: at, To: at}, nil},
	} {
		require.ElementsMatch(t, c.want, s.readRefused(t, acme, c.span, 10), name)
	}
}

func refusedBounds(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.refused(t, acme, 1, 5, 4, 2, 5)
	require.Equal(t, []int64{2, 4}, s.readRefused(t, acme, ports.Span{}, 2))
	require.Equal(t, []int64{2, 4, 5}, s.readRefused(t, acme, ports.Span{}, 10))
}

func refusedApart(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.refused(t, acme, 1, 2, 1)
	s.refused(t, beta, 3, 5, 3)
	require.Equal(t, []int64{1}, s.readRefused(t, acme, ports.Span{}, 10))
	s.redrive(t, acme, redrivenAt(), 1)
	require.Equal(t, []int64{3}, s.readRefused(t, beta, ports.Span{}, 10))
	require.Equal(t, []waitingPlace{{acme, 1}}, s.requeued(t, "", 10, 10))
}

func redrivenWaits(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.refused(t, acme, 1, 4, 2, 4)
	require.Empty(t, s.requeued(t, "", 10, 10))
	s.redrive(t, acme, redrivenAt(), 2, 4)
	require.Equal(t, []waitingPlace{{acme, 2}, {acme, 4}}, s.requeued(t, "", 10, 10))
	require.Empty(t, s.readRefused(t, acme, ports.Span{}, 10))
}

func redriveOthers(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.refused(t, acme, 1, 3, 2)
	s.refused(t, beta, 4, 4, 1)
	for name, sequences := range map[string][]int64{
		"not refused": {2, 3}, "not there": {2, 99}, "another tenant's": {1},
	} {
		requireStale(t, s.tryRedrive(t, acme, redrivenAt(), sequences...))
		require.Empty(t, s.requeued(t, "", 10, 10), name)
	}
	row := newReceipt(9)
	set := ports.WriteSet{TenantID: acme, At: redrivenAt(), Redrive: []int64{3}, Receipts: []ports.Receipt{row}}
	_, err := s.Store.Commit(t.Context(), set)
	requireStale(t, err)
	s.Commit(t, acme, row) // it did not stay behind
	s.redrive(t, acme, redrivenAt(), 2)
	require.Equal(t, []waitingPlace{{acme, 2}}, s.requeued(t, "", 10, 10))
}

func redriveTwice(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.refused(t, acme, 1, 2, 1, 2)
	s.redrive(t, acme, redrivenAt(), 1)
	requireStale(t, s.tryRedrive(t, acme, redrivenAt().Add(time.Hour), 1, 2))
	rows, err := s.Log.ReadRequeued(t.Context(), "", 10, 10)
	require.NoError(t, err)
	require.Len(t, rows, 1, "and what could have been is as it was")
	require.True(t, redrivenAt().Equal(rows[0].RequeuedAt), "%s", rows[0].RequeuedAt)
	require.NoError(t, s.judge(t, taken(1)))
	requireStale(t, s.tryRedrive(t, acme, redrivenAt().Add(2*time.Hour), 1))
	require.Empty(t, s.requeued(t, "", 10, 10), "what was taken is never sent again")
}

func redriveRace(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.refused(t, acme, 1, 3, 1, 2, 3)
	require.Equal(t, 1, oneWins(t, func() error { return s.tryRedrive(t, acme, redrivenAt(), 1, 2, 3) }))
	require.Len(t, s.requeued(t, "", 10, 10), 3)
}

// oneWins has rivals do the same at once, and answers how many succeeded; the others
// are stale.
func oneWins(t *testing.T, do func() error) int {
	t.Helper()
	errs := make([]error, rivals)
	var running sync.WaitGroup
	for i := range errs {
		running.Go(func() { errs[i] = do() })
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
	return won
}

func requeuedOrder(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.refused(t, beta, 1, 3, 1, 2, 3)
	s.refused(t, acme, 4, 7, 2, 3, 4)
	s.redrive(t, beta, redrivenAt(), 3, 1, 2)
	s.redrive(t, acme, redrivenAt(), 4, 3, 2)
	require.Equal(t, []waitingPlace{{acme, 2}, {acme, 3}, {beta, 1}, {beta, 2}}, s.requeued(t, "", 2, 2))
	require.Equal(t, []waitingPlace{{acme, 2}, {acme, 3}, {acme, 4}}, s.requeued(t, "", 1, 10))
}

func requeuedAfter(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	for i, owner := range []tenant.ID{"a", "b", "c", "d"} {
		s.refused(t, owner, byte(i+1), byte(i+1), 1)
		if owner != "b" {
			s.redrive(t, owner, redrivenAt(), 1)
		}
	}
	require.Equal(t, []waitingPlace{{"a", 1}, {"c", 1}}, s.requeued(t, "", 2, 1))
	require.Equal(t, []waitingPlace{{"d", 1}}, s.requeued(t, "c", 2, 1))
	require.Empty(t, s.requeued(t, "d", 2, 1))
}

func requeuedText(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	part := s.refused(t, acme, 1, 2, 2)
	s.redrive(t, acme, redrivenAt(), 2)
	rows, err := s.Log.ReadRequeued(t.Context(), "", 1, 1)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, ports.WaitingReceipt{TenantID: acme, Body: newReceipt(2).Body, Link: part.Links[1]}, rows[0].WaitingReceipt)
	text, err := receipt.Sealed(rows[0].Body, rows[0].Link)
	require.NoError(t, err)
	require.Equal(t, part.Links[1].Hash, receipt.Hash(text))
}

func requeuedExpired(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.refused(t, acme, 1, 2, 2)
	s.redrive(t, acme, redrivenAt(), 2)
	s.Expire(t, acme, newReceipt(2).ID)
	rows, err := s.Log.ReadRequeued(t.Context(), "", 1, 1)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.True(t, rows[0].Expired())
}

func redrivenSettled(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.refused(t, acme, 1, 3, 1, 2)
	s.redrive(t, acme, redrivenAt(), 1, 2)
	require.NoError(t, s.judge(t, taken(1)))
	require.Equal(t, []waitingPlace{{acme, 2}}, s.requeued(t, "", 10, 10))
	require.Empty(t, s.readRefused(t, acme, ports.Span{}, 10))
}

func redrivenRefused(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.refused(t, acme, 1, 3, 1, 2, 3)
	s.redrive(t, acme, redrivenAt(), 1, 2)
	require.NoError(t, s.judge(t, taken(1), refusedAgain(2)))
	require.Empty(t, s.requeued(t, "", 10, 10))
	require.Equal(t, []int64{2, 3}, s.readRefused(t, acme, ports.Span{}, 10))
	require.Equal(t, []int64{2}, s.readRefused(t, acme, ports.Span{From: redrivenAt()}, 10), "it was refused anew")
	s.redrive(t, acme, redrivenAt().Add(time.Hour), 2)
	require.Equal(t, []waitingPlace{{acme, 2}}, s.requeued(t, "", 10, 10), "and can be redriven anew")
}

func redrivenStale(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.refused(t, acme, 1, 3, 1, 2)
	s.redrive(t, acme, redrivenAt(), 1)
	for name, verdict := range map[string]ports.RedriveVerdict{
		"not redriven": taken(2), "not refused": taken(3), "not there": refusedAgain(9),
	} {
		requireStale(t, s.judge(t, taken(1), verdict))
		require.Equal(t, []waitingPlace{{acme, 1}}, s.requeued(t, "", 10, 10), name)
	}
	require.NoError(t, s.judge(t, taken(1)))
	requireStale(t, s.judge(t, taken(1)))
	requireStale(t, s.judge(t, refusedAgain(1)))
	require.Equal(t, []int64{2}, s.readRefused(t, acme, ports.Span{}, 10), "what was taken stays so")
}

func redrivenEarlier(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.refused(t, acme, 1, 1, 1)
	s.redrive(t, acme, redrivenAt(), 1)
	require.NoError(t, s.judge(t, refusedAgain(1)))
	s.redrive(t, acme, redrivenAt().Add(time.Hour), 1)
	requireStale(t, s.judge(t, taken(1)))
	requireStale(t, s.judge(t, refusedAgain(1)))
	require.Equal(t, []waitingPlace{{acme, 1}}, s.requeued(t, "", 10, 10))
}

func redrivenRace(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	s.refused(t, acme, 1, 2, 1, 2)
	s.redrive(t, acme, redrivenAt(), 1, 2)
	require.Equal(t, 1, oneWins(t, func() error { return s.judge(t, taken(1), refusedAgain(2)) }))
	require.Equal(t, []int64{2}, s.readRefused(t, acme, ports.Span{}, 10))
}

func redrivenApart(t *testing.T, s ReceiptsSubject) {
	t.Helper()
	part := s.refused(t, acme, 1, 3, 2)
	s.redrive(t, acme, redrivenAt(), 2)
	require.Empty(t, s.waiting(t, "", 10, 10), "it goes its own way")
	require.NoError(t, s.judge(t, taken(2)))
	require.Equal(t, part.Links[2].Next(), s.head(t, acme))
	require.Empty(t, s.waiting(t, "", 10, 10))
	require.NoError(t, s.mark(t, 3, 3), "the watermark is where it was")
}
