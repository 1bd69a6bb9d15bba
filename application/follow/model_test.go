package follow_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// machine is two leaders of each task over one store, with everything failing at
// any time, and what a bystander knows must come of it.
type machine struct {
	store     *memory.Receipts
	chain     *moodyChain
	log       *moodyLog
	evidence  *service
	sealers   [2]*follow.Sealer
	emitters  [2]*follow.Emitter
	redrivers [2]*follow.Redriver
	committed map[tenant.ID][]ports.Receipt
	// refused are those that the service refused for good at first, mended those of
	// them that it would take now.
	refused, mended map[id.UUID]bool
	count           int
	redrives        time.Duration
}

func newMachine() *machine {
	store := memory.NewReceipts()
	m := &machine{
		store: store, chain: &moodyChain{ReceiptChain: store}, log: &moodyLog{EmissionLog: store},
		evidence: newService(), committed: map[tenant.ID][]ports.Receipt{},
		refused: map[id.UUID]bool{}, mended: map[id.UUID]bool{},
	}
	for i := range 2 {
		m.restartSealer(i)
		m.restartEmitter(i)
		m.restartRedriver(i)
	}
	return m
}

func (m *machine) restartSealer(i int) {
	m.sealers[i] = follow.NewSealer(m.store, m.chain, signer{}, fixedClock{}).WithBatch(3)
}

func (m *machine) restartEmitter(i int) {
	m.emitters[i] = follow.NewEmitter(m.log, m.evidence, fixedClock{}).WithTenants(2)
}

func (m *machine) restartRedriver(i int) {
	m.redrivers[i] = follow.NewRedriver(m.log, m.evidence, fixedClock{}).WithTenants(2)
}

func owners() []tenant.ID { return []tenant.ID{"a", "b", "c"} }

func (m *machine) commit(t *rapid.T) {
	owner := rapid.SampledFrom(owners()).Draw(t, "owner")
	var rows []ports.Receipt
	for range rapid.IntRange(1, 4).Draw(t, "receipts") {
		m.count++
		row := newReceipt(m.count)
		rows = append(rows, row)
		if rapid.IntRange(0, 9).Draw(t, "refused for good") == 0 {
			m.refused[row.ID] = true
			m.evidence.verdicts[row.ID] = ports.Verdict{Final: true, Reason: "answered 422"}
		}
	}
	m.store.Commit(owner, rows...)
	m.committed[owner] = append(m.committed[owner], rows...)
}

func (m *machine) seal(t *rapid.T) {
	m.chain.mood = mood(rapid.IntRange(0, 2).Draw(t, "mood"))
	i := rapid.IntRange(0, 1).Draw(t, "leader")
	if rapid.Bool().Draw(t, "restarted") {
		m.restartSealer(i)
	}
	_, err := m.sealers[i].Step(context.Background())
	requireExpected(t, err)
}

func (m *machine) emit(t *rapid.T) {
	m.log.mood = mood(rapid.IntRange(0, 2).Draw(t, "mood"))
	m.evidence.away = nil
	if rapid.IntRange(0, 3).Draw(t, "away") == 0 {
		m.evidence.away = fault.New(fault.Unavailable, "AWAY", "away")
	}
	i := rapid.IntRange(0, 1).Draw(t, "leader")
	if rapid.Bool().Draw(t, "restarted") {
		m.restartEmitter(i)
	}
	_, err := m.emitters[i].Step(context.Background())
	requireExpected(t, err)
}

// mend makes the service take what it refused.
func (m *machine) mend(t *rapid.T) {
	for _, owner := range owners() {
		for _, row := range m.committed[owner] {
			if m.refused[row.ID] && rapid.Bool().Draw(t, "mended") {
				m.mended[row.ID] = true
				delete(m.evidence.verdicts, row.ID)
			}
		}
	}
}

// redrive is an operator who has all that failed sent again.
func (m *machine) redrive(t *rapid.T) { require.NoError(t, m.tryRedrive()) }

func (m *machine) tryRedrive() error {
	m.redrives++
	for _, owner := range owners() {
		for _, refused := range m.store.Refused(owner) {
			if err := m.store.Redrive(owner, now().Add(m.redrives), refused.Sequence); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *machine) resend(t *rapid.T) {
	m.log.mood = mood(rapid.IntRange(0, 2).Draw(t, "mood"))
	m.evidence.away = nil
	if rapid.IntRange(0, 3).Draw(t, "away") == 0 {
		m.evidence.away = fault.New(fault.Unavailable, "AWAY", "away")
	}
	i := rapid.IntRange(0, 1).Draw(t, "leader")
	if rapid.Bool().Draw(t, "restarted") {
		m.restartRedriver(i)
	}
	_, err := m.redrivers[i].Step(context.Background())
	requireExpected(t, err)
}

func requireExpected(t *rapid.T, err error) {
	if err != nil && !fault.Is(err, fault.Stale) && !fault.Is(err, fault.Unavailable) {
		t.Fatalf("unexpected: %v", err)
	}
}

// check holds at any time: chains are prefixes of what was committed, and the
// service holds prefixes of the chains, the refused apart, of which it holds none that
// it would not take now.
func (m *machine) check(t *rapid.T) {
	for owner, rows := range m.committed {
		sealed := len(m.store.Links(owner))
		require.LessOrEqual(t, sealed, len(rows))
		requireLinked(t, m.store.Links(owner), rows)
		held := m.straight(owner)
		for _, receiptID := range m.evidence.holds(owner) {
			require.True(t, !m.refused[receiptID] || m.mended[receiptID])
		}
		want := m.acceptable(rows[:sealed])
		require.LessOrEqual(t, len(held), len(want))
		require.ElementsMatch(t, want[:len(held)], held)
	}
}

// straight answers what the service holds and never refused, in its order.
func (m *machine) straight(owner tenant.ID) []id.UUID {
	var ids []id.UUID
	for _, receiptID := range m.evidence.holds(owner) {
		if !m.refused[receiptID] {
			ids = append(ids, receiptID)
		}
	}
	return ids
}

func (m *machine) acceptable(rows []ports.Receipt) []id.UUID {
	var ids []id.UUID
	for _, row := range rows {
		if !m.refused[row.ID] {
			ids = append(ids, row.ID)
		}
	}
	return ids
}

// settle lets everything work at last.
func (m *machine) settle(t *rapid.T) {
	m.chain.mood, m.log.mood, m.evidence.away = good, good, nil
	for _, step := range []follow.Step{m.sealers[0].Step, m.emitters[0].Step, m.redrivers[0].Step, m.redriveAll, m.redrivers[0].Step} {
		idle := false
		for range m.count + 2 {
			progress, err := step(context.Background())
			if err != nil && !fault.Is(err, fault.Stale) {
				t.Fatalf("settle: %v", err)
			}
			idle = err == nil && !progress.Further
		}
		require.True(t, idle, "steps that work come to an end")
	}
}

// redriveAll is the operator's last word, as a step.
func (m *machine) redriveAll(context.Context) (follow.Progress, error) {
	return follow.Progress{}, m.tryRedrive()
}

func TestNothingIsLostForkedOrReorderedWhateverFails(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine()
		t.Repeat(map[string]func(*rapid.T){
			"commit": m.commit, "seal": m.seal, "emit": m.emit,
			"mend": m.mend, "redrive": m.redrive, "resend": m.resend, "": m.check,
		})
		m.settle(t)
		for owner, rows := range m.committed {
			requireChain(t, m.store, owner, rows)
			require.Equal(t, m.acceptable(rows), m.straight(owner))
			require.Len(t, m.store.Refused(owner), len(rows)-len(m.evidence.holds(owner)), "held or failed, nothing between")
			for _, row := range rows {
				require.Equal(t, !m.refused[row.ID] || m.mended[row.ID], slices.Contains(m.evidence.holds(owner), row.ID))
			}
		}
	})
}
