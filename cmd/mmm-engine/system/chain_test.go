package system_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// chain is a tenant's part of what platform-sim says of the receipts it holds.
type chain struct {
	TenantID     string `json:"tenant_id"`
	Count        int
	HeadSequence int `json:"head_sequence"`
	Verified     bool
	Gaps, Forks  []any
	BrokenLinks  []any `json:"broken_links"`
	Unchecked    int
}

// chain asks platform-sim, which has verified each receipt's schema and signature.
func (r renter) chain(tb testing.TB) chain {
	tb.Helper()
	got := r.do(tb, request{method: http.MethodGet, path: r.simulator + "/_sim/eris/chain?tenant_id=" + r.id})
	tenants := decoded[struct{ Tenants []chain }](tb, got, http.StatusOK).Tenants
	if len(tenants) == 0 {
		return chain{}
	}
	require.Equal(tb, r.id, tenants[0].TenantID)
	return tenants[0]
}

// requireWholeChain waits until platform-sim holds every receipt of the tenant, and
// wants them to be one unbroken chain, with a receipt for every decision.
func (r renter) requireWholeChain(tb testing.TB) {
	tb.Helper()
	receipts := r.count(tb, "receipts")
	eventually(tb, "every receipt arrives", func() bool { return r.chain(tb).Count >= receipts })
	whole := r.chain(tb)
	require.True(tb, whole.Verified, "%+v", whole)
	require.Empty(tb, whole.Gaps)
	require.Empty(tb, whole.Forks)
	require.Empty(tb, whole.BrokenLinks)
	require.Zero(tb, whole.Unchecked)
	require.Equal(tb, receipts, whole.Count)
	require.Equal(tb, receipts, whole.HeadSequence)
	require.Equal(tb, receipts, r.count(tb, "receipt_chain"))
	require.Zero(tb, r.count(tb, "receipt_failures"))
	unsealed := rows[string](tb, r.stack, `SELECT d.decision_id::text FROM decisions d LEFT JOIN receipt_chain c
		ON c.tenant_id = d.tenant_id AND c.receipt_id = d.receipt_id WHERE d.tenant_id = $1 AND c.receipt_id IS NULL`, r.id)
	require.Empty(tb, unsealed, "no decision without its receipt")
}

// fault tells platform-sim how the evidence service is to behave.
func (s *stack) fault(tb testing.TB, mode string) {
	tb.Helper()
	s.setFault(tb, document{"mode": mode})
}

// refuseReceipts has the evidence service refuse every receipt for good.
func (s *stack) refuseReceipts(tb testing.TB) {
	tb.Helper()
	s.setFault(tb, document{"mode": "error", "value": http.StatusUnprocessableEntity})
}

func (s *stack) setFault(tb testing.TB, fault document) {
	tb.Helper()
	got := s.do(tb, request{method: http.MethodPut, path: s.simulator + "/_sim/eris/fault", body: fault})
	require.Equal(tb, http.StatusOK, got.status, string(got.body))
}
