package eris

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// Submit implements ports.Evidence: in bulk where there are several receipts, one by
// one where bulk is refused or does not say enough. When the service goes away in
// between, the verdicts known by then are answered and the others are left open, so
// that a long batch gets on; when none is known, the trouble is answered.
func (c *Client) Submit(ctx context.Context, owner tenant.ID, sealed []ports.SealedReceipt) ([]ports.Verdict, error) {
	if len(sealed) == 0 {
		return nil, nil
	}
	taken := map[id.UUID]bool{}
	if len(sealed) > 1 {
		var err error
		if taken, err = c.submitBulk(ctx, owner, sealed); err != nil {
			return nil, err
		}
	}
	return c.submitRest(ctx, owner, sealed, taken)
}

// submitRest sends what bulk did not take, in order, until there is trouble.
func (c *Client) submitRest(
	ctx context.Context, owner tenant.ID, sealed []ports.SealedReceipt, taken map[id.UUID]bool,
) ([]ports.Verdict, error) {
	verdicts := make([]ports.Verdict, len(sealed))
	var trouble error
	known := false
	for i, next := range sealed {
		switch {
		case taken[next.ID]:
			verdicts[i] = ports.Verdict{Accepted: true}
		case trouble == nil:
			verdicts[i], trouble = c.submitOne(ctx, owner, next)
		}
		if trouble != nil && !taken[next.ID] {
			verdicts[i] = ports.Verdict{Reason: "the evidence service went away before its verdict"}
			continue
		}
		known = true
	}
	if !known {
		return nil, trouble
	}
	return verdicts, nil
}
