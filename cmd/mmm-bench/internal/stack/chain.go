package stack

import (
	"context"
	"fmt"
	"net/http"
)

// Chain is what the evidence service found of a tenant's receipts.
type Chain struct {
	Count        int64 `json:"count"`
	HeadSequence int64 `json:"head_sequence"`
	// Verified is set when nothing is missing, forked or broken.
	Verified bool `json:"verified"`
	// Duplicates came again, and OutOfOrder before their predecessor.
	Duplicates int64 `json:"duplicates"`
	OutOfOrder int64 `json:"out_of_order"`
}

// Whole reports whether every receipt is there, in order, behind its predecessor. One that
// came again is the same one to the evidence service.
func (c Chain) Whole() bool { return c.Verified && c.Count == c.HeadSequence && c.OutOfOrder == 0 }

// Chain asks the evidence service about a tenant's receipts.
func (s *Stack) Chain(ctx context.Context, tenant string) (Chain, error) {
	address := s.Simulator + "/_sim/eris/chain?tenant_id=" + tenant
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return Chain{}, fmt.Errorf("ask for the chain of %s: %w", tenant, err)
	}
	var found struct {
		Tenants []Chain `json:"tenants"`
	}
	if err := answered(request, &found); err != nil {
		return Chain{}, fmt.Errorf("ask for the chain of %s: %w", tenant, err)
	}
	if len(found.Tenants) != 1 {
		return Chain{}, fmt.Errorf("ask for the chain of %s: there are %d", tenant, len(found.Tenants))
	}
	return found.Tenants[0], nil
}
