package eris

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// chainOf makes n linked receipts of one tenant.
func chainOf(n int) []receipt {
	chain := make([]receipt, n)
	for i := range chain {
		chain[i] = receipt{id: uuid.UUID{byte(i), byte(i >> 8)}, tenantID: "t", sequence: uint64(i) + 1, hash: hash{byte(i + 1), byte((i + 1) >> 8), 1}}
		if i > 0 {
			chain[i].prevHash = chain[i-1].hash
		}
	}
	return chain
}

func TestHoldingLessFindsTheSameWhenReceiptsComeInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		keep := rapid.IntRange(2, 20).Draw(t, "keep")
		small, large := newLedger(keep), newLedger(1000)
		for i, r := range chainOf(rapid.IntRange(1, 80).Draw(t, "length")) {
			switch rapid.IntRange(0, 9).Draw(t, "trouble") {
			case 0:
				continue
			case 1:
				r.prevHash = hash{255}
			case 2:
				fork := r
				fork.id, fork.hash = uuid.UUID{byte(i), 9, 9}, hash{byte(i), 9, 9}
				acceptBoth(t, small, large, fork)
			}
			acceptBoth(t, small, large, r)
		}
		require.LessOrEqual(t, small.holding, keep+1)
		require.Equal(t, large.report("t"), small.report("t"))
	})
}

func acceptBoth(t require.TestingT, small, large *ledger, r receipt) {
	for _, l := range []*ledger{small, large} {
		_, repeated, err := l.accept(r, time.Unix(0, 0))
		require.NoError(t, err)
		require.False(t, repeated)
	}
}

func TestAnyOrderOfArrivalEndsInTheSameVerdict(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := newLedger(1000)
		for _, r := range rapid.Permutation(chainOf(20)).Draw(t, "order") {
			_, _, err := l.accept(r, time.Unix(0, 0))
			require.NoError(t, err)
		}
		require.True(t, l.report("t").Tenants[0].Verified)
	})
}

func TestFindingsAreBounded(t *testing.T) {
	t.Parallel()
	w := newWalk()
	for i := range uint64(2 * findingsLimit) {
		w.step(2*i+2, []link{{}, {}})
	}

	require.Len(t, w.findings.Gaps, findingsLimit)
	require.Len(t, w.findings.Forks, findingsLimit)
}
