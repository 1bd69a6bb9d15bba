package eris

import (
	"net/http"

	"github.com/mmm-engine/mmm-engine/cmd/platform-sim/sim/internal/reply"
)

// Chain is what GET /_sim/eris/chain answers.
type Chain struct {
	// Tenants is sorted by id and never null.
	Tenants []TenantChain `json:"tenants"`
}

// TenantChain is one tenant's chain as it arrived so far.
type TenantChain struct {
	TenantID string `json:"tenant_id"`
	// Count is the receipts accepted, repeats not among them.
	Count uint64 `json:"count"`
	// HeadSequence and HeadHash are those of the receipt with the highest sequence; of several, the first to arrive.
	HeadSequence uint64 `json:"head_sequence"`
	HeadHash     string `json:"head_hash"`
	// Verified is true when every sequence from 1 to the head is there once and linked to the one before it.
	Verified bool `json:"verified"`
	Findings
	// Duplicates counts repeats of an accepted receipt, byte for byte in canonical form.
	Duplicates uint64 `json:"duplicates"`
	// OutOfOrder counts receipts that came after one with a higher sequence.
	OutOfOrder uint64 `json:"out_of_order"`
	// Unchecked counts receipts that came after their part of the chain had been judged and forgotten, late ones and
	// repeats alike. They are not in Count.
	Unchecked uint64 `json:"unchecked"`
}

func (s *service) showChain(w http.ResponseWriter, r *http.Request) {
	reply.JSON(w, http.StatusOK, s.ledger.report(r.URL.Query().Get("tenant_id")))
}

func (s *service) clearChain(w http.ResponseWriter, _ *http.Request) {
	s.ledger.clear()
	w.WriteHeader(http.StatusNoContent)
}
