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

// unfenced writes whatever it is given: the store without its compare-and-swap.
type unfenced struct{ *memory.Receipts }

func (u unfenced) Append(ctx context.Context, segment ports.ChainSegment) error {
	var err error
	if segment.From, err = u.ReadCheckpoint(ctx, segment.Follower); err != nil {
		return err
	}
	for i, part := range segment.Tenants {
		heads, err := u.ReadHeads(ctx, []tenant.ID{part.TenantID})
		if err != nil {
			return err
		}
		segment.Tenants[i].From = heads[part.TenantID]
	}
	return u.Receipts.Append(ctx, segment)
}

// verdict collects what a verification would have failed for.
type verdict struct{ failed bool }

func (v *verdict) Errorf(string, ...any) { v.failed = true }
func (v *verdict) FailNow()              { panic(v) }

func forked(store *memory.Receipts, committed []ports.Receipt) (found bool) {
	v := &verdict{}
	defer func() {
		if cause := recover(); cause != nil && cause != v {
			panic(cause)
		}
		found = v.failed
	}()
	requireChain(v, store, acme, committed)
	return false
}

func TestWithoutTheFenceAPausedLeaderForksTheChain(t *testing.T) {
	t.Parallel()
	for _, fenced := range []bool{true, false} {
		store := memory.NewReceipts()
		var chain ports.ReceiptChain = store
		if !fenced {
			chain = unfenced{store}
		}
		paused := follow.NewSealer(store, chain, signer{}, fixedClock{})
		store.Commit(acme, newReceipt(1))
		drain(t, paused.Step)
		store.Commit(acme, newReceipt(2))
		drain(t, newSealer(store).Step)
		_, err := paused.Step(t.Context())
		require.Equal(t, fenced, err != nil)
		require.Equal(t, !fenced, forked(store, newReceipts(1, 2)))
	}
}
