package sim_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim"
)

func (m *mounted) chains(tenantID string) sim.Chain {
	m.t.Helper()
	got := m.do("GET", "/_sim/eris/chain?tenant_id="+tenantID, nil)
	require.Equal(m.t, 200, got.status)
	var chain sim.Chain
	got.into(&chain)
	return chain
}

func (m *mounted) chain(tenantID string) sim.TenantChain {
	m.t.Helper()
	chain := m.chains(tenantID)
	require.Len(m.t, chain.Tenants, 1)
	return chain.Tenants[0]
}

func (m *mounted) accept(receipts ...document) {
	m.t.Helper()
	for _, r := range receipts {
		got := m.post(r)
		require.Equal(m.t, 201, got.status, "body: %s", got.body)
	}
}

func TestAWholeChainIsVerifiedWithItsHead(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	m.accept(s.next(), s.next(), s.next())

	got := m.chain(tenantA)

	require.EqualValues(t, 3, got.Count)
	require.EqualValues(t, 3, got.HeadSequence)
	require.Equal(t, s.prevHash, got.HeadHash)
	require.True(t, got.Verified)
	require.Empty(t, got.Gaps)
	require.Zero(t, got.OutOfOrder)
}

func TestEmptyFindingsAreEmptyLists(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	m.accept(s.next())

	body := string(m.do("GET", "/_sim/eris/chain", nil).body)

	require.Contains(t, body, `"gaps":[],"forks":[],"broken_links":[]`)
	require.JSONEq(t, `{"tenants":[]}`, string(m.do("GET", "/_sim/eris/chain?tenant_id=nobody", nil).body))
}

func TestAGapIsReportedUntilItIsFilled(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	first, second, third, fourth := s.next(), s.next(), s.next(), s.next()
	m.accept(first, fourth)

	require.Equal(t, [][2]uint64{{2, 3}}, m.chain(tenantA).Gaps)
	require.False(t, m.chain(tenantA).Verified)

	m.accept(third, second)
	got := m.chain(tenantA)
	require.Empty(t, got.Gaps)
	require.True(t, got.Verified)
	require.EqualValues(t, 2, got.OutOfOrder)
}

func TestAMissingBeginningIsAGap(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	s.next()
	m.accept(s.next())

	require.Equal(t, [][2]uint64{{1, 1}}, m.chain(tenantA).Gaps)
}

func TestAForkIsAcceptedAndReported(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	first, second := s.next(), s.next()
	fork := s.draft(2, second["inputs"].(map[string]any)["chain"].(map[string]any)["prev_hash"].(string))
	s.sign(fork)
	m.accept(first, second, fork, s.next())

	got := m.chain(tenantA)

	require.False(t, got.Verified)
	require.Equal(t, []sim.Fork{{Sequence: 2, ReceiptIDs: []uuid.UUID{uuid.MustParse(second.id()), uuid.MustParse(fork.id())}}}, got.Forks)
	require.Empty(t, got.BrokenLinks)
}

func TestABrokenLinkIsAcceptedAndReported(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	m.accept(s.next())
	s.prevHash = "sha256:" + hashOf(t, document{})[len("sha256:"):]
	broken := s.next()
	m.accept(broken, s.next())

	got := m.chain(tenantA)

	require.False(t, got.Verified)
	require.Equal(t, []sim.BrokenLink{{Sequence: 2, ReceiptID: uuid.MustParse(broken.id())}}, got.BrokenLinks)
}

func TestTheFirstPrevHashIsZeros(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	s.prevHash = hashOf(t, document{})
	m.accept(s.next())

	require.Len(t, m.chain(tenantA).BrokenLinks, 1)
}

func TestChainsAreTheTenantsOwn(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	m.accept(s.next())
	other := s.draft(1, firstPrevHash)
	with("tenant_id", "other")(other)
	with("inputs.tenant_id", "other")(other)
	s.sign(other)
	require.Equal(t, 201, m.do("POST", singlePath, other, "X-Tenant-ID", "other").status)

	require.Len(t, m.chains("").Tenants, 2)
	require.True(t, m.chain("other").Verified)
	require.Equal(t, hashOf(t, other), m.chain("other").HeadHash)
}

func TestClearingWhatWasReceivedKeepsTheChain(t *testing.T) {
	t.Parallel()
	m, s := mountEris(t)
	m.accept(s.next())

	require.Equal(t, 204, m.do("DELETE", "/_sim/eris/received", nil).status)
	require.Empty(t, m.received("eris", "").Items)
	require.EqualValues(t, 1, m.chain(tenantA).Count)

	require.Equal(t, 204, m.do("DELETE", "/_sim/eris/chain", nil).status)
	require.Empty(t, m.chains("").Tenants)
}

func TestAChainLongerThanIsHeldIsStillJudged(t *testing.T) {
	t.Parallel()
	s := newSealer(t)
	m := mount(t, sim.Options{Keys: s.keys, KeepReceipts: 4})
	first := s.next()
	m.accept(first)
	for range 20 {
		m.accept(s.next())
	}
	require.EqualValues(t, 21, m.chain(tenantA).Count)
	require.True(t, m.chain(tenantA).Verified)
	require.Equal(t, s.prevHash, m.chain(tenantA).HeadHash)

	s.next()
	for range 20 {
		m.accept(s.next())
	}
	got := m.chain(tenantA)
	require.Equal(t, [][2]uint64{{22, 22}}, got.Gaps)

	m.accept(first)
	require.EqualValues(t, 1, m.chain(tenantA).Unchecked)
	require.EqualValues(t, 41, m.chain(tenantA).Count)
}
