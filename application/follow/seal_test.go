package follow_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

func newSealer(store *memory.Receipts) *follow.Sealer {
	return follow.NewSealer(store, store, signer{}, fixedClock{})
}

// drain steps until there is nothing left to do.
func drain(t *testing.T, step follow.Step) follow.Progress {
	t.Helper()
	var all follow.Progress
	for {
		progress, err := step(t.Context())
		require.NoError(t, err)
		if !progress.Further {
			return all
		}
		all.Receipts += progress.Receipts
		all.Refused += progress.Refused
	}
}

func TestSealingKeepsTheOrderOfTheFeedPerTenant(t *testing.T) {
	t.Parallel()
	store := memory.NewReceipts()
	store.Commit(acme, newReceipts(1, 3)...)
	store.Commit(beta, newReceipts(4, 5)...)
	store.Commit(acme, newReceipts(6, 7)...)
	progress, err := newSealer(store).Step(t.Context())
	require.NoError(t, err)
	require.Equal(t, follow.Progress{Receipts: 7, Further: true}, progress)
	requireChain(t, store, acme, append(newReceipts(1, 3), newReceipts(6, 7)...))
	requireChain(t, store, beta, newReceipts(4, 5))
}

func TestSealingGoesOnAcrossBatches(t *testing.T) {
	t.Parallel()
	store := memory.NewReceipts()
	store.Commit(acme, newReceipts(1, 10)...)
	sealer := newSealer(store).WithBatch(3)
	require.Equal(t, 10, drain(t, sealer.Step).Receipts)
	store.Commit(acme, newReceipts(11, 12)...)
	require.Equal(t, 2, drain(t, sealer.Step).Receipts)
	requireChain(t, store, acme, newReceipts(1, 12))
}

func TestSealingNothingIsNoProgress(t *testing.T) {
	t.Parallel()
	progress, err := newSealer(memory.NewReceipts()).Step(t.Context())
	require.NoError(t, err)
	require.Zero(t, progress)
}

func TestSealingGoesOnWhereAnotherLeaderStopped(t *testing.T) {
	t.Parallel()
	store := memory.NewReceipts()
	store.Commit(acme, newReceipts(1, 2)...)
	drain(t, newSealer(store).Step)
	store.Commit(acme, newReceipts(3, 4)...)
	require.Equal(t, 2, drain(t, newSealer(store).Step).Receipts)
	requireChain(t, store, acme, newReceipts(1, 4))
}

func TestALeaderThatWasOvertakenStartsOver(t *testing.T) {
	t.Parallel()
	store := memory.NewReceipts()
	paused, other := newSealer(store), newSealer(store)
	store.Commit(acme, newReceipt(1))
	drain(t, paused.Step)
	store.Commit(acme, newReceipt(2))
	drain(t, other.Step)

	progress, err := paused.Step(t.Context())
	require.Equal(t, fault.Stale, fault.Of(err))
	require.Zero(t, progress)
	store.Commit(acme, newReceipt(3))
	require.Equal(t, 1, drain(t, paused.Step).Receipts)
	requireChain(t, store, acme, newReceipts(1, 3))
}

func TestAFailedAppendIsRepeatedWhetherOrNotItHappened(t *testing.T) {
	t.Parallel()
	for name, mood := range map[string]mood{"it did not": lost, "it did": doneButLost} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := memory.NewReceipts()
			chain := &moodyChain{ReceiptChain: store, mood: mood}
			sealer := follow.NewSealer(store, chain, signer{}, fixedClock{})
			store.Commit(acme, newReceipts(1, 3)...)
			_, err := sealer.Step(t.Context())
			require.Equal(t, fault.Unavailable, fault.Of(err))
			chain.mood = good
			drain(t, sealer.Step)
			requireChain(t, store, acme, newReceipts(1, 3))
		})
	}
}

func TestTwoLeadersAtOnceMakeOneChain(t *testing.T) {
	t.Parallel()
	const receipts = 200
	store := memory.NewReceipts()
	var leaders sync.WaitGroup
	for range 2 {
		sealer := newSealer(store).WithBatch(3)
		leaders.Go(func() {
			for len(store.Links(acme))+len(store.Links(beta)) < 2*receipts {
				if _, err := sealer.Step(t.Context()); err != nil && fault.Of(err) != fault.Stale {
					t.Errorf("step: %v", err)
					return
				}
			}
		})
	}
	for number := 1; number <= receipts; number++ {
		store.Commit(acme, newReceipt(number))
		store.Commit(beta, newReceipt(receipts+number))
	}
	leaders.Wait()
	requireChain(t, store, acme, newReceipts(1, receipts))
	requireChain(t, store, beta, newReceipts(receipts+1, 2*receipts))
}

// sparseFeed has events without receipts, up to the given number.
type sparseFeed struct {
	ports.ReceiptFeed

	last int64
}

func (f *sparseFeed) ReadReceipts(
	_ context.Context, after event.Position, limit int,
) ([]ports.FedReceipt, event.Position, error) {
	return nil, event.Position{Transaction: 1, Number: min(f.last, after.Number+int64(limit))}, nil
}

func TestSealingPassesEventsWithoutReceipts(t *testing.T) {
	t.Parallel()
	store := memory.NewReceipts()
	sealer := follow.NewSealer(&sparseFeed{ReceiptFeed: store, last: 10}, store, signer{}, fixedClock{}).WithBatch(4)
	require.Zero(t, drain(t, sealer.Step).Receipts)
	at, err := store.ReadCheckpoint(t.Context(), follow.SealingTask)
	require.NoError(t, err)
	require.Equal(t, event.Position{Transaction: 1, Number: 10}, at)
}

func TestAReceiptThatCannotBeSealedStopsTheStep(t *testing.T) {
	t.Parallel()
	store := memory.NewReceipts()
	broken := ports.Receipt{ID: newReceipt(2).ID, Body: `{"no_inputs":1}`}
	store.Commit(acme, newReceipt(1), broken)
	_, err := newSealer(store).Step(t.Context())
	require.ErrorContains(t, err, broken.ID.String())
	require.Empty(t, store.Links(acme), "passing it over would lose it")
}
