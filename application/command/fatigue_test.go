package command_test

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// about asks for a decision about a branch of its own.
func about(number int) command.Decide {
	branch := strconv.Itoa(number)
	return command.Decide{Caller: kim(), Signal: failed("s-" + branch), Place: signal.Place{RepoID: "acme/shop", Branch: branch}}
}

func (e *engine) decided(t *testing.T, ask command.Decide) decision.Decision {
	t.Helper()
	decided, err := e.decide.Handle(t.Context(), ask)
	require.NoError(t, err)
	return decided.Decision
}

func requireHeldBack(t *testing.T, decided decision.Decision, want decision.Reason) {
	t.Helper()
	require.Empty(t, decided.Actions)
	require.Len(t, decided.Suppressed, 1)
	require.Equal(t, want, decided.Suppressed[0].Reason)
}

func TestWhatWasShownIsRememberedForAnHourAndADay(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	publish(t, e)
	quotas := tenant.DefaultPolicy().Quotas
	shown := 0
	for hour := range 4 {
		for range quotas.MaxActionsPerHour {
			if shown++; shown > quotas.MaxActionsPerDay {
				break
			}
			require.Len(t, e.decided(t, about(shown)).Actions, 1, "%d", shown)
		}
		requireHeldBack(t, e.decided(t, about(100+hour)), decision.Quota)
		e.clock.Advance(time.Hour)
	}
}

func TestOneActionAWorkItemAndPlaybookInADay(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	publish(t, e)
	again := about(1)
	require.Len(t, e.decided(t, again).Actions, 1)
	e.clock.Advance(23 * time.Hour)
	again.Signal = failed("another")
	requireHeldBack(t, e.decided(t, again), decision.Fatigue)
	e.clock.Advance(time.Hour)
	again.Signal = failed("a third")
	require.Len(t, e.decided(t, again).Actions, 1)
}

func TestARepositoryHearsALimitedPlaybookSoOftenWhoeverAsks(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	definition := mirror()
	definition.Limits.MaxPerRepoPerDay = 2
	publishDefinition(t, e, definition)
	for i, want := range []int{1, 1, 0} {
		ask := about(i)
		ask.Caller.Actor.ID = "actor" + strconv.Itoa(i)
		require.Len(t, e.decided(t, ask).Actions, want, "%d", i)
	}
	elsewhere := about(9)
	elsewhere.Place.RepoID = "acme/other"
	require.Len(t, e.decided(t, elsewhere).Actions, 1)
}

func TestNeitherADryRunNorAShadowTakesFromWhatIsLive(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	watched := mirror()
	watched.Name, watched.Mode = "watched", playbook.Shadow
	publish(t, e)
	publishDefinition(t, e, watched)
	for i := range 3 {
		dry := about(10 + i)
		dry.DryRun = true
		require.Len(t, e.decided(t, dry).Actions, 1)
	}
	for i := range 3 {
		decided := e.decided(t, about(i))
		require.Len(t, decided.Actions, 1)
		require.Len(t, decided.Shadow, 1)
	}
	full := e.decided(t, about(3))
	require.Len(t, full.Suppressed, 2, "shadow meets the same limits on its own budget")
}

// crowd decides for one actor at the same time and answers how much was shown.
func (e *engine) crowd(t *testing.T) int {
	t.Helper()
	e.decided(t, command.Decide{Caller: kim()}) // kim has a reference, for which nobody races
	var mu sync.Mutex
	var running sync.WaitGroup
	shown := 0
	for i := range 64 {
		running.Go(func() {
			decided, err := e.decide.Handle(t.Context(), about(i))
			if err != nil {
				require.Equal(t, fault.Unavailable, fault.Of(err), "%v", err)
			}
			mu.Lock()
			defer mu.Unlock()
			shown += len(decided.Decision.Actions)
		})
	}
	running.Wait()
	return shown
}

func TestConcurrentDecisionsNeverExceedALimit(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	publish(t, e)
	shown := e.crowd(t)
	require.Positive(t, shown)
	require.LessOrEqual(t, shown, tenant.DefaultPolicy().Quotas.MaxActionsPerHour)
}

// storeFunc is a store of a test's own.
type storeFunc func(ctx context.Context, set ports.WriteSet) (ports.Token, error)

func (f storeFunc) Commit(ctx context.Context, set ports.WriteSet) (ports.Token, error) {
	return f(ctx, set)
}

// The negative control: it is the compare-and-swap that keeps the limit.
func TestWithoutTheCompareAndSwapTheLimitIsExceeded(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	publish(t, e)
	var ready sync.WaitGroup
	ready.Add(64)
	e.faulty.next = storeFunc(func(ctx context.Context, set ports.WriteSet) (ports.Token, error) {
		if set.Decision.Decision.SignalID != "" { // all of the crowd have read before any writes
			ready.Done()
			ready.Wait()
		}
		set.Fatigue = nil
		return e.store.Commit(ctx, set)
	})
	require.Greater(t, e.crowd(t), tenant.DefaultPolicy().Quotas.MaxActionsPerHour)
}

func TestWhoLosesTheWindowTooOftenSaysNothing(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	publish(t, e)
	lost := 0
	e.faulty.next = storeFunc(func(ctx context.Context, set ports.WriteSet) (ports.Token, error) {
		if len(set.Fatigue) > 0 {
			lost++
			return "", fault.New(fault.Stale, "SWAP_LOST_FATIGUE", "lost")
		}
		return e.store.Commit(ctx, set)
	})
	requireHeldBack(t, e.decided(t, about(1)), decision.Contention)
	require.Equal(t, 99, lost)
	e.faulty.before = func() error { e.clock.Advance(50 * time.Millisecond); return nil }
	requireHeldBack(t, e.decided(t, about(2)), decision.Contention)
	require.Equal(t, 99+3, lost, "past its 120 ms it tries once more, without a word")
}
