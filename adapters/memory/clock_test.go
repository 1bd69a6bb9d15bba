package memory_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

func TestAClockMovesAsItIsTold(t *testing.T) {
	t.Parallel()
	clock := memory.NewClock(portstest.Noon().In(time.FixedZone("east", 3600)))
	require.Equal(t, portstest.Noon(), clock.Now())

	clock.Advance(time.Minute)
	require.Equal(t, portstest.Noon().Add(time.Minute), clock.Now())
	require.Equal(t, time.Minute, clock.Monotonic())

	clock.Set(portstest.Noon().Add(-time.Hour))
	require.Equal(t, portstest.Noon().Add(-time.Hour), clock.Now())
	require.Equal(t, time.Minute, clock.Monotonic(), "a stepped wall clock is no time that passed")
}

func TestIDsAreTheSameInEveryRunAndNeverEqual(t *testing.T) {
	t.Parallel()
	var one, other memory.IDs
	seen := map[id.UUID]bool{}
	for range 10 {
		made, random := one.New(portstest.Noon()), one.Random()
		require.Equal(t, made, other.New(portstest.Noon()))
		require.Equal(t, random, other.Random())
		require.Equal(t, portstest.Noon(), made.Time())
		seen[made], seen[random] = true, true
	}
	require.Len(t, seen, 20)
}
