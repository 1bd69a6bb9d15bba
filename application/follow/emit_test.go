package follow_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// sealedStore has receipts 1 to 3 of acme and 4 to 6 of beta, sealed.
func sealedStore(t *testing.T) *memory.Receipts {
	t.Helper()
	store := memory.NewReceipts()
	store.Commit(acme, newReceipts(1, 3)...)
	store.Commit(beta, newReceipts(4, 6)...)
	drain(t, newSealer(store).Step)
	return store
}

func newEmitter(store *memory.Receipts, evidence ports.Evidence) *follow.Emitter {
	return follow.NewEmitter(store, evidence, fixedClock{})
}

func waits(t *testing.T, store *memory.Receipts, owner tenant.ID) int {
	t.Helper()
	rows, err := store.ReadWaiting(t.Context(), "", 100, 1000)
	require.NoError(t, err)
	count := 0
	for _, row := range rows {
		if row.TenantID == owner {
			count++
		}
	}
	return count
}

func TestEmissionSendsTheSealedTextsInOrder(t *testing.T) {
	t.Parallel()
	store, evidence := sealedStore(t), newService()
	progress, err := newEmitter(store, evidence).Step(t.Context())
	require.NoError(t, err)
	require.Equal(t, follow.Progress{Receipts: 6, Further: true}, progress)
	require.Equal(t, idsOf(newReceipts(1, 3)...), evidence.holds(acme))
	require.Equal(t, idsOf(newReceipts(4, 6)...), evidence.holds(beta))
	requireSealed(t, evidence.held[acme][1].Text, 2, store.Links(acme)[0].Hash)
	require.Zero(t, drain(t, newEmitter(store, evidence).Step), "nothing is sent twice")
}

func TestARefusalForGoodIsListedAndPassedOver(t *testing.T) {
	t.Parallel()
	store, evidence := sealedStore(t), newService()
	evidence.verdicts[newReceipt(2).ID] = ports.Verdict{Final: true, Reason: "answered 422"}
	progress, err := newEmitter(store, evidence).Step(t.Context())
	require.NoError(t, err)
	require.Equal(t, follow.Progress{Receipts: 6, Refused: 1, Further: true}, progress)
	want := []ports.RefusedReceipt{{Sequence: 2, ReceiptID: newReceipt(2).ID, Reason: "answered 422"}}
	require.Equal(t, want, store.Refused(acme))
	require.Equal(t, idsOf(newReceipt(1), newReceipt(3)), evidence.holds(acme))
	require.Zero(t, waits(t, store, acme))
}

func TestAPostponedReceiptHoldsBackItsTenantOnly(t *testing.T) {
	t.Parallel()
	store, evidence := sealedStore(t), newService()
	evidence.verdicts[newReceipt(2).ID] = ports.Verdict{Reason: "answered 429"}
	emitter := newEmitter(store, evidence)
	progress, err := emitter.Step(t.Context())
	require.ErrorContains(t, err, "answered 429")
	require.False(t, fault.Is(err, fault.Unavailable))
	require.Equal(t, 4, progress.Receipts)
	require.Equal(t, 2, waits(t, store, acme))
	require.Zero(t, waits(t, store, beta))
	progress, err = emitter.Step(t.Context())
	require.Error(t, err)
	require.Zero(t, progress, "so that the loop waits")

	delete(evidence.verdicts, newReceipt(2).ID)
	require.Equal(t, 2, drain(t, emitter.Step).Receipts)
	require.ElementsMatch(t, idsOf(newReceipts(1, 3)...), evidence.holds(acme))
}

func TestAServiceThatIsAwayEndsTheStepAndReceiptsWait(t *testing.T) {
	t.Parallel()
	store, evidence := sealedStore(t), newService()
	evidence.away = fault.New(fault.Unavailable, "AWAY", "away")
	emitter := newEmitter(store, evidence)
	for range 3 {
		before := len(evidence.calls)
		progress, err := emitter.Step(t.Context())
		require.True(t, fault.Is(err, fault.Unavailable))
		require.Zero(t, progress)
		require.Len(t, evidence.calls, before+1, "it is away for the next tenant too")
	}
	evidence.away = nil
	require.Equal(t, 6, drain(t, emitter.Step).Receipts)
	require.Equal(t, idsOf(newReceipts(1, 3)...), evidence.holds(acme))
}

func TestTroubleWithOneTenantLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	for name, trouble := range map[string]error{
		"its calls fail":           errors.New("a defect"),
		"its calls get no verdict": fault.New(fault.Unavailable, "TOO_LARGE", "the reply is too large"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store, evidence := sealedStore(t), newService()
			evidence.badly[acme] = trouble
			emitter := newEmitter(store, evidence).WithTenants(1)
			for range 4 {
				_, _ = emitter.Step(t.Context())
			}
			require.Equal(t, idsOf(newReceipts(4, 6)...), evidence.holds(beta))
			require.Equal(t, 3, waits(t, store, acme))
		})
	}
}

func TestBusyTenantsLeaveOthersTheirTurn(t *testing.T) {
	t.Parallel()
	store, evidence := memory.NewReceipts(), newService()
	sealer, emitter := newSealer(store), newEmitter(store, evidence).WithTenants(2)
	owners := []tenant.ID{"a", "b", "c", "d"}
	for round := range 4 {
		for i, owner := range owners {
			store.Commit(owner, newReceipt(round*len(owners)+i))
		}
		drain(t, sealer.Step)
		_, err := emitter.Step(t.Context())
		require.NoError(t, err)
	}
	for _, owner := range owners {
		require.NotEmpty(t, evidence.holds(owner), "tenant %s", owner)
	}
}

func TestACrashBeforeTheWatermarkMovesSendsAgain(t *testing.T) {
	t.Parallel()
	for name, mood := range map[string]mood{"it did not": lost, "it did": doneButLost} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store, evidence := sealedStore(t), newService()
			log := &moodyLog{EmissionLog: store, mood: mood}
			_, err := follow.NewEmitter(log, evidence, fixedClock{}).Step(t.Context())
			require.True(t, fault.Is(err, fault.Unavailable))
			drain(t, newEmitter(store, evidence).Step)
			require.Equal(t, idsOf(newReceipts(1, 3)...), evidence.holds(acme))
			require.Zero(t, waits(t, store, acme)+waits(t, store, beta))
		})
	}
}

func TestAVerdictTooFewIsNoVerdict(t *testing.T) {
	t.Parallel()
	store := sealedStore(t)
	_, err := newEmitter(store, mute{}).Step(t.Context())
	require.ErrorContains(t, err, "0 verdicts on 3 receipts")
	require.Equal(t, 3, waits(t, store, acme))
}

func TestWhatExpiredBeforeThereWasAnEvidenceServiceIsPassedOver(t *testing.T) {
	t.Parallel()
	store, evidence := sealedStore(t), newService()
	store.Expire(acme, idsOf(newReceipts(1, 2)...)...)
	store.Expire(beta, idsOf(newReceipts(4, 6)...)...)
	drain(t, newEmitter(store, evidence).Step)
	require.Equal(t, idsOf(newReceipt(3)), evidence.holds(acme))
	require.Empty(t, evidence.holds(beta))
	require.Zero(t, waits(t, store, acme)+waits(t, store, beta))
	require.Empty(t, store.Refused(acme), "the service never saw them")
}
