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

func TestTimesAreAsFineAsIdsAndReceiptsSayThem(t *testing.T) {
	t.Parallel()
	system := clock.New()
	for range 1000 {
		now := system.Now()
		require.Equal(t, now, now.Truncate(time.Millisecond), "a finer part would be lost where times are stored")
	}
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
