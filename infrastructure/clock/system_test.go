package clock_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/clock"
)

func TestTimesAreUTCWithoutAMonotonicPart(t *testing.T) {
	t.Parallel()
	now := clock.New().Now()
	require.Equal(t, time.UTC, now.Location())
	require.Equal(t, now, now.Round(0), "a monotonic part would make equal times differ")
}

func TestMonotonicTimeNeverGoesBack(t *testing.T) {
	t.Parallel()
	system := clock.New()
	before := time.Duration(-1)
	for range 1000 {
		now := system.Monotonic()
		require.GreaterOrEqual(t, now, max(before, 0))
		before = now
	}
}

func TestEntropyDoesNotRepeat(t *testing.T) {
	t.Parallel()
	seen := map[[10]byte]bool{}
	for range 10_000 {
		var bytes [10]byte
		clock.Entropy{}.Fill(bytes[:])
		require.False(t, seen[bytes])
		seen[bytes] = true
	}
}
