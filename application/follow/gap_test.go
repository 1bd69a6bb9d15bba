package follow_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// mute answers nothing on anything.
type mute struct{}

func (mute) Submit(context.Context, tenant.ID, []ports.SealedReceipt) ([]ports.Verdict, error) {
	return nil, nil
}

// gappy forgets a sequence, as a store would that lost a link.
type gappy struct {
	ports.EmissionLog

	missing int64
}

func (g gappy) ReadWaiting(ctx context.Context, after tenant.ID, tenants, each int) ([]ports.WaitingReceipt, error) {
	rows, err := g.EmissionLog.ReadWaiting(ctx, after, tenants, each)
	var kept []ports.WaitingReceipt
	for _, row := range rows {
		if row.Link.Sequence != g.missing {
			kept = append(kept, row)
		}
	}
	return kept, err
}

func TestTheWatermarkNeverPassesAReceiptThatWasNotSent(t *testing.T) {
	t.Parallel()
	store, evidence := memory.NewReceipts(), newService()
	store.Commit(acme, newReceipts(1, 4)...)
	store.Commit(beta, newReceipts(5, 8)...)
	drain(t, newSealer(store).Step)
	emitter := follow.NewEmitter(gappy{EmissionLog: store, missing: 2}, evidence, fixedClock{})
	for range 3 {
		_, _ = emitter.Step(t.Context())
	}
	for _, owner := range []tenant.ID{acme, beta} {
		require.Equal(t, 3, waits(t, store, owner))
	}
}
