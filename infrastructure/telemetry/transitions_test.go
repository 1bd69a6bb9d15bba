package telemetry_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/telemetry"
)

func TestAnOutageIsToldAtItsBeginningAndItsEnd(t *testing.T) {
	t.Parallel()
	var now time.Duration
	transitions := telemetry.NewTransitions(func() time.Duration { return now }, 10*time.Second)
	_, ended := transitions.Succeeded("eris")
	require.False(t, ended, "what never failed does not recover")
	require.True(t, transitions.Failed("eris"))
	require.False(t, transitions.Failed("eris"))
	_, ended = transitions.Succeeded("eris")
	require.False(t, ended, "one success between failures is not the end")
	now = 10 * time.Second
	failures, ended := transitions.Succeeded("eris")
	require.True(t, ended)
	require.Equal(t, 2, failures)
	_, ended = transitions.Succeeded("eris")
	require.False(t, ended)
	require.True(t, transitions.Failed("eris"))
}

func TestOutagesOfTwoThingsAreTwo(t *testing.T) {
	t.Parallel()
	transitions := telemetry.NewTransitions(func() time.Duration { return 0 }, 0)
	require.True(t, transitions.Failed("eris"))
	require.True(t, transitions.Failed("policy"))
}

func TestOneOfManyTellsTheOutage(t *testing.T) {
	t.Parallel()
	transitions := telemetry.NewTransitions(func() time.Duration { return 0 }, 0)
	var told atomic.Int64
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			if transitions.Failed("eris") {
				told.Add(1)
			}
		})
	}
	group.Wait()
	require.EqualValues(t, 1, told.Load())
}
