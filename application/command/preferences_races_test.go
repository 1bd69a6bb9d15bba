package command_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

func TestAChangeOfAVersionThatIsNoMoreIsRefused(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	ask := command.SetPreferences{Caller: kim(), ActorID: "kim", Preferences: quiet(), IfMatch: new(int64(0))}
	_, err := e.preferences.Set(t.Context(), ask)
	require.NoError(t, err, "version 1 are the defaults")
	_, err = e.preferences.Set(t.Context(), ask)
	requireCode(t, err, "VERSION_MISMATCH")
	_, err = e.preferences.Snooze(t.Context(), command.SnoozeActor{Caller: kim(), ActorID: "kim", Hours: new(1), IfMatch: new(int64(0))})
	requireCode(t, err, "VERSION_MISMATCH")
	require.Equal(t, int64(1), e.wanted(t, "kim").Revision)
}

func TestOfConcurrentChangesOfOneVersionOneWins(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	var won atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			_, err := e.preferences.Set(context.WithoutCancel(t.Context()),
				command.SetPreferences{Caller: kim(), ActorID: "kim", Preferences: quiet(), IfMatch: new(int64(0))})
			if err == nil {
				won.Add(1)
			}
		})
	}
	all.Wait()
	require.Equal(t, int64(1), won.Load())
}

func TestALostRaceIsAppliedToTheFreshState(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	rivals := 1
	e.faulty.before = func() error {
		if rivals--; rivals < 0 {
			return nil
		}
		return fault.New(fault.Stale, "SWAP_LOST", "lost")
	}
	require.Equal(t, int64(1), e.set(t, kim(), "kim").Revision)
	e.faulty.before = func() error { return fault.New(fault.Stale, "SWAP_LOST", "lost") }
	_, err := e.preferences.Set(t.Context(), command.SetPreferences{Caller: kim(), ActorID: "kim", Preferences: quiet()})
	require.True(t, fault.Is(err, fault.Unavailable), "not for ever")
}
