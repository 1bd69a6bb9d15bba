package follow_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// redrivenStore has receipts 1 to 3 of acme and 4 to 6 of beta, all refused for good,
// and redriven.
func redrivenStore(t *testing.T) *memory.Receipts {
	t.Helper()
	store, refusing := sealedStore(t), newService()
	for _, row := range newReceipts(1, 6) {
		refusing.verdicts[row.ID] = ports.Verdict{Final: true, Reason: "answered 422"}
	}
	drain(t, newEmitter(store, refusing).Step)
	for _, owner := range []tenant.ID{acme, beta} {
		require.NoError(t, store.Redrive(owner, now(), 1, 2, 3))
	}
	return store
}

func newRedriver(store *memory.Receipts, evidence ports.Evidence) *follow.Redriver {
	return follow.NewRedriver(store, evidence, fixedClock{})
}

// requeued answers how many of a tenant's receipts wait to be sent again.
func requeued(t *testing.T, store *memory.Receipts, owner tenant.ID) int {
	t.Helper()
	rows, err := store.ReadRequeued(t.Context(), "", 100, 1000)
	require.NoError(t, err)
	count := 0
	for _, row := range rows {
		if row.TenantID == owner {
			count++
		}
	}
	return count
}

func TestRedrivenReceiptsAreSentAsTheyWereSealed(t *testing.T) {
	t.Parallel()
	store, evidence := redrivenStore(t), newService()
	progress, err := newRedriver(store, evidence).Step(t.Context())
	require.NoError(t, err)
	require.Equal(t, follow.Progress{Receipts: 6, Further: true}, progress)
	require.Equal(t, idsOf(newReceipts(1, 3)...), evidence.holds(acme))
	require.Equal(t, idsOf(newReceipts(4, 6)...), evidence.holds(beta))
	requireSealed(t, evidence.held[acme][1].Text, 2, store.Links(acme)[0].Hash)
	require.Zero(t, drain(t, newRedriver(store, evidence).Step), "nothing is sent twice")
	require.Empty(t, store.Refused(acme))
	require.Zero(t, waits(t, store, acme), "the watermark is where it was")
}

func TestNothingRedrivenIsNoProgress(t *testing.T) {
	t.Parallel()
	progress, err := newRedriver(sealedStore(t), newService()).Step(t.Context())
	require.NoError(t, err)
	require.Zero(t, progress)
}

func TestARedrivenReceiptThatIsRefusedAgainHasFailedAgain(t *testing.T) {
	t.Parallel()
	store, evidence := redrivenStore(t), newService()
	evidence.verdicts[newReceipt(2).ID] = ports.Verdict{Final: true, Reason: "answered 409"}
	progress, err := newRedriver(store, evidence).Step(t.Context())
	require.NoError(t, err)
	require.Equal(t, follow.Progress{Receipts: 6, Refused: 1, Further: true}, progress)
	want := []ports.RefusedReceipt{{Sequence: 2, ReceiptID: newReceipt(2).ID, Reason: "answered 409"}}
	require.Equal(t, want, store.Refused(acme))
	require.Zero(t, requeued(t, store, acme))

	delete(evidence.verdicts, newReceipt(2).ID)
	require.NoError(t, store.Redrive(acme, now(), 2))
	require.Equal(t, 1, drain(t, newRedriver(store, evidence).Step).Receipts, "and can be redriven again")
	require.ElementsMatch(t, idsOf(newReceipts(1, 3)...), evidence.holds(acme))
}

func TestAPostponedRedrivenReceiptHoldsNothingUp(t *testing.T) {
	t.Parallel()
	store, evidence := redrivenStore(t), newService()
	evidence.verdicts[newReceipt(1).ID] = ports.Verdict{Reason: "answered 429"}
	redriver := newRedriver(store, evidence)
	progress, err := redriver.Step(t.Context())
	require.ErrorContains(t, err, "answered 429")
	require.False(t, fault.Is(err, fault.Unavailable))
	require.Equal(t, 5, progress.Receipts)
	require.Equal(t, 1, requeued(t, store, acme))
	progress, err = redriver.Step(t.Context())
	require.Error(t, err)
	require.Zero(t, progress, "so that the loop waits")

	delete(evidence.verdicts, newReceipt(1).ID)
	require.Equal(t, 1, drain(t, redriver.Step).Receipts)
	require.ElementsMatch(t, idsOf(newReceipts(1, 3)...), evidence.holds(acme))
}

func TestRedrivenReceiptsWaitForAServiceThatIsAway(t *testing.T) {
	t.Parallel()
	store, evidence := redrivenStore(t), newService()
	evidence.away = fault.New(fault.Unavailable, "AWAY", "away")
	redriver := newRedriver(store, evidence)
	for range 3 {
		before := len(evidence.calls)
		progress, err := redriver.Step(t.Context())
		require.True(t, fault.Is(err, fault.Unavailable))
		require.Zero(t, progress)
		require.Len(t, evidence.calls, before+1, "it is away for the next tenant too")
	}
	require.Equal(t, 3, requeued(t, store, acme))
	evidence.away = nil
	require.Equal(t, 6, drain(t, redriver.Step).Receipts)
}

func TestTroubleWithOneTenantsRedrivenReceiptsLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	store, evidence := redrivenStore(t), newService()
	evidence.badly[acme] = fault.New(fault.Unavailable, "TOO_LARGE", "the reply is too large")
	redriver := newRedriver(store, evidence)
	for range 3 {
		_, _ = redriver.Step(t.Context())
	}
	require.Equal(t, idsOf(newReceipts(4, 6)...), evidence.holds(beta))
	require.Equal(t, 3, requeued(t, store, acme))
}

func TestACrashBeforeTheVerdictsAreKeptSendsAgain(t *testing.T) {
	t.Parallel()
	for name, mood := range map[string]mood{"they were not": lost, "they were": doneButLost} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store, evidence := redrivenStore(t), newService()
			log := &moodyLog{EmissionLog: store, mood: mood}
			_, err := follow.NewRedriver(log, evidence, fixedClock{}).Step(t.Context())
			require.True(t, fault.Is(err, fault.Unavailable))
			drain(t, newRedriver(store, evidence).Step)
			require.Equal(t, idsOf(newReceipts(1, 3)...), evidence.holds(acme))
			require.Zero(t, requeued(t, store, acme)+requeued(t, store, beta))
		})
	}
}

// overtaken is a service that answers only when another leader has kept its verdicts.
type overtaken struct {
	ports.Evidence

	meanwhile func()
}

func (o overtaken) Submit(ctx context.Context, owner tenant.ID, sealed []ports.SealedReceipt) ([]ports.Verdict, error) {
	verdicts, err := o.Evidence.Submit(ctx, owner, sealed)
	o.meanwhile()
	return verdicts, err
}

// What one leader was told is not kept over what the other one was told later.
func TestAnOvertakenLeaderChangesNothing(t *testing.T) {
	t.Parallel()
	store, evidence := redrivenStore(t), newService()
	refusing := newService()
	refusing.verdicts[newReceipt(1).ID] = ports.Verdict{Final: true, Reason: "answered 422"}
	slow := overtaken{refusing, func() { drain(t, newRedriver(store, evidence).Step) }}
	_, err := newRedriver(store, slow).Step(t.Context())
	require.True(t, fault.Is(err, fault.Stale), "%v", err)
	require.Empty(t, store.Refused(acme))
	require.Zero(t, requeued(t, store, acme))
}

func TestTwoLeadersAtOnceSettleEveryRedrivenReceipt(t *testing.T) {
	t.Parallel()
	store, evidence := redrivenStore(t), newService()
	var leaders sync.WaitGroup
	for range 2 {
		redriver := newRedriver(store, evidence).WithTenants(1)
		leaders.Go(func() {
			for requeued(t, store, acme)+requeued(t, store, beta) > 0 {
				if _, err := redriver.Step(t.Context()); err != nil && !fault.Is(err, fault.Stale) {
					t.Errorf("step: %v", err)
					return
				}
			}
		})
	}
	leaders.Wait()
	require.ElementsMatch(t, idsOf(newReceipts(1, 3)...), evidence.holds(acme))
	require.ElementsMatch(t, idsOf(newReceipts(4, 6)...), evidence.holds(beta))
	require.Empty(t, store.Refused(acme))
}

func TestEveryTenantsRedrivenReceiptsHaveTheirTurn(t *testing.T) {
	t.Parallel()
	store, evidence := redrivenStore(t), newService()
	evidence.verdicts = map[id.UUID]ports.Verdict{newReceipt(1).ID: {Reason: "answered 429"}}
	redriver := newRedriver(store, evidence).WithTenants(1)
	for range 2 {
		_, _ = redriver.Step(t.Context())
	}
	require.Len(t, evidence.holds(beta), 3, "though one of acme's waits still")
}

func TestARedrivenReceiptThatExpiredHasFailedAgainAndHoldsNothingUp(t *testing.T) {
	t.Parallel()
	store, evidence := redrivenStore(t), newService()
	store.Expire(acme, newReceipt(2).ID)
	progress, err := newRedriver(store, evidence).Step(t.Context())
	require.NoError(t, err)
	require.Equal(t, follow.Progress{Receipts: 6, Refused: 1, Further: true}, progress)
	require.Equal(t, idsOf(newReceipt(1), newReceipt(3)), evidence.holds(acme))
	require.Zero(t, requeued(t, store, acme))
	require.Equal(t, []ports.RefusedReceipt{
		{Sequence: 2, ReceiptID: newReceipt(2).ID, Reason: "its period is over: the body is deleted"},
	}, store.Refused(acme))
}
