package portstest

import (
	"context"
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ReceiptsSubject is one store behind the ports that receipts pass. It starts empty,
// and nobody else writes to it.
type ReceiptsSubject struct {
	Feed     ports.ReceiptFeed
	Chain    ports.ReceiptChain
	Log      ports.EmissionLog
	Refusals ports.RefusalReader
	// Commit commits receipts of one tenant in one transaction, an event for each.
	Commit func(t *testing.T, owner tenant.ID, receipts ...ports.Receipt)
	// Expire deletes the bodies of receipts, as retention does.
	Expire func(t *testing.T, owner tenant.ID, receipts ...id.UUID)
	// Store commits whole sets; what they hold of receipts comes into the feed.
	Store ports.Store
}

// Receipts holds an implementation to the contracts of ports.ReceiptFeed,
// ports.ReceiptChain, ports.EmissionLog and ports.RefusalReader, and to that of
// ports.WriteSet's Redrive. newSubject may be called concurrently.
func Receipts(t *testing.T, newSubject func(t *testing.T) ReceiptsSubject) {
	t.Helper()
	rules := receiptRules()
	maps.Copy(rules, redriveRules())
	for name, rule := range rules {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rule(t, newSubject(t))
		})
	}
}

func receiptRules() map[string]func(*testing.T, ReceiptsSubject) {
	return map[string]func(*testing.T, ReceiptsSubject){
		"an empty feed stays at the position asked for":          feedEmpty,
		"the feed answers receipts in the order of their commit": feedOrder,
		"pages of the feed leave nothing out":                    feedPages,
		"a checkpoint is zero at first":                          checkpointZero,
		"checkpoints of followers are apart":                     checkpointsApart,
		"a tenant without a chain has the zero head":             headZero,
		"appending moves heads and checkpoint":                   appendMoves,
		"appending no links moves the checkpoint alone":          appendNothing,
		"a head elsewhere is stale and nothing is written":       appendStaleHead,
		"a head of a chain that is not there is stale":           appendAbsentHead,
		"a checkpoint elsewhere is stale, nothing is written":    appendStaleCheckpoint,
		"a checkpoint that is not there is stale":                appendAbsentCheckpoint,
		"of concurrent appends one wins":                         appendConcurrently,
		"what waits is ordered by tenant and sequence":           waitingOrder,
		"what waits makes the sealed text again":                 waitingText,
		"what expired waits without a body":                      waitingExpired,
		"what waits is bounded by tenants and receipts each":     waitingBounds,
		"reading on behind a tenant leaves none out":             waitingAfter,
		"what waits knows its origin where that is recorded":     waitingOrigin,
		"pending receipts do not wait to be sent":                waitingSealedOnly,
		"emitted and refused receipts wait no longer":            emittedGone,
		"a watermark elsewhere is stale and stays":               emittedStale,
		"emission leaves heads and other tenants alone":          emittedApart,
	}
}

// Follower is whose checkpoint says how far the suites have sealed.
const Follower = "portstest"

const (
	acme = tenant.ID("acme")
	beta = tenant.ID("beta")
	// patience is how long a commit may stay behind the safe horizon, which other
	// users of a shared server can hold back.
	patience = 20 * time.Second
)

func sealedAt() time.Time { return time.Date(2026, time.March, 4, 5, 6, 7, 0, time.UTC) }

// newReceipt answers the smallest body that can be sealed.
func newReceipt(number byte) ports.Receipt {
	receiptID := id.At(sealedAt(), id.Entropy{9: number})
	return ports.Receipt{ID: receiptID, Body: `{"inputs":{},"receipt_id":"` + receiptID.String() + `"}`}
}

func newReceipts(from, to byte) []ports.Receipt {
	var rows []ports.Receipt
	for number := from; number <= to; number++ {
		rows = append(rows, newReceipt(number))
	}
	return rows
}

func testKey() receipt.Key {
	return receipt.Key{ID: "portstest", Sign: func([]byte) []byte { return make([]byte, 64) }}
}

// read polls the feed until it answers so many receipts behind the position.
func (s ReceiptsSubject) read(
	t *testing.T, after event.Position, limit, want int,
) ([]ports.FedReceipt, event.Position) {
	t.Helper()
	var fed []ports.FedReceipt
	var to event.Position
	require.Eventually(t, func() bool {
		var err error
		fed, to, err = s.Feed.ReadReceipts(t.Context(), after, limit)
		require.NoError(t, err)
		return len(fed) >= want
	}, patience, time.Millisecond)
	require.Len(t, fed, want)
	return fed, to
}

// segment commits nothing: it is the part of a tenant behind the head.
func segment(t *testing.T, owner tenant.ID, from receipt.Head, rows ...ports.Receipt) ports.TenantSegment {
	t.Helper()
	part := ports.TenantSegment{TenantID: owner, From: from}
	head := from
	for _, row := range rows {
		_, link, err := receipt.Seal(row.ID, row.Body, head, testKey())
		require.NoError(t, err)
		part.Links, head = append(part.Links, link), link.Next()
	}
	return part
}

// append moves the follower's checkpoint by one number, whatever the feed holds.
func (s ReceiptsSubject) append(ctx context.Context, from int64, parts ...ports.TenantSegment) error {
	return s.Chain.Append(ctx, ports.ChainSegment{
		Follower: Follower, From: place(from), To: place(from + 1), At: sealedAt(), Tenants: parts,
	})
}

// place is the zero position for 0, and one of a sensible transaction else.
func place(number int64) event.Position {
	if number == 0 {
		return event.Position{}
	}
	return event.Position{Transaction: 1000, Number: number}
}

// sealed commits and seals receipts of a tenant that has no chain yet.
func (s ReceiptsSubject) sealed(t *testing.T, owner tenant.ID, rows ...ports.Receipt) ports.TenantSegment {
	t.Helper()
	s.Commit(t, owner, rows...)
	part := segment(t, owner, receipt.Head{}, rows...)
	at := s.checkpoint(t)
	require.NoError(t, s.append(t.Context(), at.Number, part))
	return part
}

func (s ReceiptsSubject) checkpoint(t *testing.T) event.Position {
	t.Helper()
	at, err := s.Feed.ReadCheckpoint(t.Context(), Follower)
	require.NoError(t, err)
	return at
}

func (s ReceiptsSubject) head(t *testing.T, owner tenant.ID) receipt.Head {
	t.Helper()
	heads, err := s.Chain.ReadHeads(t.Context(), []tenant.ID{owner})
	require.NoError(t, err)
	return heads[owner]
}
