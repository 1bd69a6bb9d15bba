package resilient_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/resilient"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

var errDown = fault.New(fault.Unavailable, "DOWN", "the service is down")

func answer(err error) func(context.Context) error {
	return func(context.Context) error { return err }
}

func requireOpen(t *testing.T, breaker *resilient.Breaker) {
	t.Helper()
	err := breaker.Do(t.Context(), func(context.Context) error {
		t.Error("the call was let through")
		return nil
	})
	var refused *fault.Error
	require.ErrorAs(t, err, &refused)
	require.Equal(t, fault.Unavailable, refused.Kind)
	require.Equal(t, "CIRCUIT_OPEN", refused.Code)
	require.Equal(t, time.Minute, refused.RetryAfter)
}

// transitions collects what OnChange is told.
type transitions []string

func (tr *transitions) note(name resilient.Name, from, to resilient.State) {
	*tr = append(*tr, fmt.Sprintf("%s: %s to %s", name, from, to))
}

func newBreaker() (*resilient.Breaker, *transitions) {
	seen := &transitions{}
	return resilient.NewBreakers(resilient.DefaultSettings(), seen.note).Of(resilient.ERIS), seen
}

// fail makes so many calls that fail.
func fail(t *testing.T, breaker *resilient.Breaker, calls int) {
	t.Helper()
	for range calls {
		require.ErrorIs(t, breaker.Do(t.Context(), answer(errDown)), errDown)
	}
}

func TestFiveFailuresInARowOpenTheBreaker(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer ringOut()
		breaker, seen := newBreaker()
		fail(t, breaker, 4)
		require.Equal(t, resilient.Closed, breaker.State())
		fail(t, breaker, 1)
		require.Equal(t, resilient.Open, breaker.State())
		requireOpen(t, breaker)
		require.Equal(t, transitions{"eris: closed to open"}, *seen)
	})
}

func TestASuccessInBetweenStartsTheCountAnew(t *testing.T) {
	t.Parallel()
	breaker, seen := newBreaker()
	for range 10 {
		fail(t, breaker, 4)
		require.NoError(t, breaker.Do(t.Context(), answer(nil)))
	}
	require.Equal(t, resilient.Closed, breaker.State())
	require.Empty(t, *seen)
}

func TestFailuresFarApartAreStillInARow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer ringOut()
		breaker, _ := newBreaker()
		for range 5 {
			fail(t, breaker, 1)
			pass(10 * time.Minute)
		}
		require.NotEqual(t, resilient.Closed, breaker.State())
	})
}

func TestAnAnswerThatRefusesIsNoFailure(t *testing.T) {
	t.Parallel()
	for _, kind := range []fault.Kind{
		fault.Invalid, fault.NotFound, fault.Conflict, fault.Forbidden, fault.Unauthenticated,
	} {
		breaker, _ := newBreaker()
		fail(t, breaker, 4)
		require.Error(t, breaker.Do(t.Context(), answer(fault.New(kind, "NO", "no"))))
		fail(t, breaker, 4)
		require.Equal(t, resilient.Closed, breaker.State(), "%s", kind)
	}
}

func TestADefectCountsAsAFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer ringOut()
		breaker, _ := newBreaker()
		for range 4 {
			require.Error(t, breaker.Do(t.Context(), answer(errors.New("garbage"))))
		}
		require.Panics(t, func() { _ = breaker.Do(t.Context(), func(context.Context) error { panic("garbage") }) })
		requireOpen(t, breaker)
	})
}

func TestACallerThatGivesUpSaysNothing(t *testing.T) {
	t.Parallel()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	late, release := context.WithTimeout(t.Context(), 0)
	defer release()
	for _, ctx := range []context.Context{cancelled, late} {
		breaker, _ := newBreaker()
		fail(t, breaker, 4)
		for range 10 {
			require.Error(t, breaker.Do(ctx, func(ctx context.Context) error { return ctx.Err() }))
		}
		require.Equal(t, resilient.Closed, breaker.State())
	}
}

func TestOneTrialCallAfterAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer ringOut()
		breaker, _ := newBreaker()
		fail(t, breaker, 5)
		pass(time.Minute - time.Millisecond)
		requireOpen(t, breaker)
		pass(2 * time.Millisecond)
		require.Equal(t, resilient.HalfOpen, breaker.State())

		trial, done := make(chan error), make(chan error)
		go func() { done <- breaker.Do(t.Context(), func(context.Context) error { return <-trial }) }()
		synctest.Wait()
		for range 3 {
			requireOpen(t, breaker)
		}
		trial <- nil
		require.NoError(t, <-done)
		require.Equal(t, resilient.Closed, breaker.State())
	})
}

func TestATrialThatWorksCloses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer ringOut()
		breaker, seen := newBreaker()
		fail(t, breaker, 5)
		pass(time.Minute + time.Millisecond)
		require.Error(t, breaker.Do(t.Context(), answer(fault.New(fault.Invalid, "NO", "no"))))
		require.Equal(t, resilient.Closed, breaker.State())
		fail(t, breaker, 4)
		require.Equal(t, resilient.Closed, breaker.State(), "the count starts anew")
		require.Equal(t, transitions{
			"eris: closed to open", "eris: open to half_open", "eris: half_open to closed",
		}, *seen)
	})
}

func TestATrialThatFailsOpensForAnotherMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer ringOut()
		breaker, _ := newBreaker()
		fail(t, breaker, 5)
		for range 3 {
			pass(time.Minute + time.Millisecond)
			fail(t, breaker, 1)
			requireOpen(t, breaker)
		}
	})
}

func TestATrialWhoseCallerGivesUpLeavesRoomForAnother(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer ringOut()
		breaker, _ := newBreaker()
		fail(t, breaker, 5)
		pass(time.Minute + time.Millisecond)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.Error(t, breaker.Do(ctx, func(ctx context.Context) error { return ctx.Err() }))
		require.Equal(t, resilient.HalfOpen, breaker.State())
		require.NoError(t, breaker.Do(t.Context(), answer(nil)))
		require.Equal(t, resilient.Closed, breaker.State())
	})
}

func TestCallsThatEndAfterItOpenedChangeNothing(t *testing.T) {
	t.Parallel()
	for name, late := range map[string]error{"worked": nil, "failed": errDown} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				defer ringOut()
				breaker, _ := newBreaker()
				slow, done := make(chan error), make(chan error)
				go func() { done <- breaker.Do(t.Context(), func(context.Context) error { return <-slow }) }()
				synctest.Wait()
				fail(t, breaker, 5)
				pass(time.Minute + time.Millisecond)
				slow <- late
				require.Equal(t, late, <-done)
				require.Equal(t, resilient.HalfOpen, breaker.State())
			})
		})
	}
}
