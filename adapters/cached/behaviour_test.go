package cached_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/cached"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// pass lets time go by. Inside synctest no one waits for it.
func pass(d time.Duration) { <-time.After(d) }

// ticking is the bubble's own time.
type ticking struct{ start time.Time }

func (c ticking) Now() time.Time           { return time.Now() }
func (c ticking) Monotonic() time.Duration { return time.Since(c.start) }

// knowing takes its time, and notes whom it was asked about.
type knowing struct {
	takes time.Duration
	err   error

	mu    sync.Mutex
	asked []string
}

func (k *knowing) ReadBehaviour(ctx context.Context, owner tenant.ID, actorID string) ([]playbook.Behaviour, error) {
	k.mu.Lock()
	k.asked = append(k.asked, string(owner)+" "+actorID)
	k.mu.Unlock()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(k.takes):
	}
	return []playbook.Behaviour{{Dimension: "flow", Score: float64(len(k.asked))}}, k.err
}

type aheadFixture struct {
	*cached.Behaviour

	knowing knowing

	mu      sync.Mutex
	results []string
}

func (f *aheadFixture) observe(result string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.results = append(f.results, result)
}

func inBubble(t *testing.T, test func(t *testing.T, f *aheadFixture)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := new(aheadFixture)
		var err error
		f.Behaviour, err = cached.NewBehaviour(&f.knowing, ticking{time.Now()}, f.observe)
		require.NoError(t, err)
		test(t, f)
	})
}

func (f *aheadFixture) within(budget time.Duration, owner tenant.ID, actorID string) ([]playbook.Behaviour, error) {
	ctx, cancel := context.WithTimeout(context.Background(), budget)
	defer cancel()
	return f.ReadBehaviour(ctx, owner, actorID)
}

func TestAnAnswerHoldsForHalfAMinute(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, f *aheadFixture) {
		t.Helper()
		for _, wait := range []time.Duration{0, cached.BehaviourFresh - 1, 1} {
			pass(wait)
			_, err := f.within(time.Minute, "acme", "ada")
			require.NoError(t, err)
		}
		require.Equal(t, []string{cached.Miss, cached.Hit, cached.Stale}, f.results)
		require.Len(t, f.knowing.asked, 2)
	})
}

func TestAnAnswerIsOneActorsOfOneTenant(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, f *aheadFixture) {
		t.Helper()
		for range 2 {
			for _, owner := range []tenant.ID{"acme", "beta"} {
				for _, name := range []string{"ada", "lee"} {
					_, err := f.within(time.Minute, owner, name)
					require.NoError(t, err)
				}
			}
		}
		require.Equal(t, []string{"acme ada", "acme lee", "beta ada", "beta lee"}, f.knowing.asked)
	})
}

func TestACallThatOutlivesItsCallerFillsTheCacheForTheNext(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, f *aheadFixture) {
		t.Helper()
		f.knowing.takes = time.Second
		for range 3 {
			_, err := f.within(100*time.Millisecond, "acme", "ada")
			require.True(t, fault.Is(err, fault.Unavailable), "%v", err)
			require.ErrorIs(t, err, context.DeadlineExceeded)
		}
		pass(time.Second)
		got, err := f.within(time.Nanosecond, "acme", "ada")
		require.NoError(t, err)
		require.Len(t, got, 1)
		require.Len(t, f.knowing.asked, 1, "one call an actor at a time")
	})
}

func TestAFailureIsToldToAllWhoWaitAndNotHeld(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, f *aheadFixture) {
		t.Helper()
		f.knowing.takes, f.knowing.err = time.Second, errors.New("away")
		var waiting sync.WaitGroup
		for range 5 {
			waiting.Go(func() {
				_, err := f.within(time.Minute, "acme", "ada")
				if !errors.Is(err, f.knowing.err) {
					t.Errorf("%v", err)
				}
			})
		}
		waiting.Wait()
		require.Len(t, f.knowing.asked, 1)
		f.knowing.err = nil
		_, err := f.within(time.Minute, "acme", "ada")
		require.NoError(t, err)
	})
}
