package follow_test

import (
	"context"
	"testing"

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
	committed map[tenant.ID][]ports.Receipt
	refused   map[id.UUID]bool
	count     int
}

func newMachine() *machine {
	store := memory.NewReceipts()
	m := &machine{
		store: store, chain: &moodyChain{ReceiptChain: store}, log: &moodyLog{EmissionLog: store},
		evidence: newService(), committed: map[tenant.ID][]ports.Receipt{}, refused: map[id.UUID]bool{},
	}
	for i := range 2 {
		m.restartSealer(i)
		m.restartEmitter(i)
	}
	return m
}

func (m *machine) restartSealer(i int) {
	m.sealers[i] = follow.NewSealer(m.store, m.chain, signer{}, fixedClock{}).WithBatch(3)
}

func (m *machine) restartEmitter(i int) {
	m.emitters[i] = follow.NewEmitter(m.log, m.evidence, fixedClock{}).WithTenants(2)
}

func (m *machine) commit(t *rapid.T) {
	owner := rapid.SampledFrom([]tenant.ID{"a", "b", "c"}).Draw(t, "owner")
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

func requireExpected(t *rapid.T, err error) {
	if err != nil && !fault.Is(err, fault.Stale) && !fault.Is(err, fault.Unavailable) {
		t.Fatalf("unexpected: %v", err)
	}
}

// check holds at any time: chains are prefixes of what was committed, and the
// service holds prefixes of the chains, the refused apart.
func (m *machine) check(t *rapid.T) {
	for owner, rows := range m.committed {
		sealed := len(m.store.Links(owner))
		require.LessOrEqual(t, sealed, len(rows))
		requireLinked(t, m.store.Links(owner), rows)
		held := m.evidence.holds(owner)
		want := m.acceptable(rows[:sealed])
		require.LessOrEqual(t, len(held), len(want))
		require.ElementsMatch(t, want[:len(held)], held)
	}
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
	for _, step := range []follow.Step{m.sealers[0].Step, m.emitters[0].Step} {
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

func TestNothingIsLostForkedOrReorderedWhateverFails(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine()
		t.Repeat(map[string]func(*rapid.T){"commit": m.commit, "seal": m.seal, "emit": m.emit, "": m.check})
		m.settle(t)
		for owner, rows := range m.committed {
			requireChain(t, m.store, owner, rows)
			require.Equal(t, m.acceptable(rows), m.evidence.holds(owner))
			require.Len(t, m.store.Refused(owner), len(rows)-len(m.acceptable(rows)))
		}
	})
}
