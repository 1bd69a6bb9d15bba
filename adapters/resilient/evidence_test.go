package resilient_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/resilient"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// scripted answers one error after another, the last one for ever, and notes when.
type scripted struct {
	start  time.Time
	errs   []error
	calls  []time.Duration
	owner  tenant.ID
	sealed []ports.SealedReceipt
	// hang makes it wait for its context.
	hang bool
}

func (s *scripted) Submit(ctx context.Context, owner tenant.ID, sealed []ports.SealedReceipt) ([]ports.Verdict, error) {
	s.calls = append(s.calls, time.Since(s.start))
	s.owner, s.sealed = owner, sealed
	if s.hang {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	err := s.errs[0]
	if len(s.errs) > 1 {
		s.errs = s.errs[1:]
	}
	if err != nil {
		return []ports.Verdict{{Reason: "half a result"}}, err
	}
	return []ports.Verdict{{Accepted: true}}, nil
}

// decorated has no jitter, so that its waits can be told.
func decorated(next ports.Evidence) (*resilient.Evidence, *resilient.Breaker) {
	breaker, _ := newBreaker()
	retries := resilient.BackgroundRetries()
	retries.Jitter = 0
	return resilient.NewEvidence(next, breaker, retries, resilient.EvidenceTimeout), breaker
}

func submit(t *testing.T, evidence ports.Evidence) ([]ports.Verdict, error) {
	t.Helper()
	return evidence.Submit(t.Context(), "acme", []ports.SealedReceipt{{Text: "{}"}})
}

func TestAGoodCallIsPassedOnUnchanged(t *testing.T) {
	t.Parallel()
	next := &scripted{errs: []error{nil}}
	evidence, _ := decorated(next)
	verdicts, err := submit(t, evidence)
	require.NoError(t, err)
	require.Equal(t, []ports.Verdict{{Accepted: true}}, verdicts)
	require.Equal(t, tenant.ID("acme"), next.owner)
	require.Equal(t, []ports.SealedReceipt{{Text: "{}"}}, next.sealed)
}

func TestAnUnavailableServiceIsTriedThreeTimes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer ringOut()
		next := &scripted{start: time.Now(), errs: []error{errDown}}
		evidence, _ := decorated(next)
		verdicts, err := submit(t, evidence)
		require.ErrorIs(t, err, errDown)
		require.Nil(t, verdicts)
		require.Equal(t, []time.Duration{0, 500 * time.Millisecond, 1500 * time.Millisecond}, next.calls)
	})
}

func TestALaterTryCanWork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer ringOut()
		evidence, breaker := decorated(&scripted{errs: []error{errDown, errDown, nil}})
		for range 10 {
			verdicts, err := submit(t, evidence)
			require.NoError(t, err)
			require.Len(t, verdicts, 1)
		}
		require.Equal(t, resilient.Closed, breaker.State())
	})
}

func TestOnlyUnavailableIsTriedAgain(t *testing.T) {
	t.Parallel()
	for _, err := range []error{errors.New("a defect"), fault.New(fault.Invalid, "NO", "no"), fault.New(fault.Exhausted, "NO", "no")} {
		next := &scripted{errs: []error{err}}
		evidence, _ := decorated(next)
		_, got := submit(t, evidence)
		require.Equal(t, err, got)
		require.Len(t, next.calls, 1)
	}
}

func TestATryThatHangsIsEndedAfterTwoSeconds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer ringOut()
		next := &scripted{start: time.Now(), hang: true}
		evidence, _ := decorated(next)
		_, err := submit(t, evidence)
		require.True(t, fault.Is(err, fault.Unavailable), "%v", err)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, []time.Duration{0, 2500 * time.Millisecond, 5500 * time.Millisecond}, next.calls)
	})
}

func TestTheBreakerCountsACallOnceAndIsNotRetried(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer ringOut()
		next := &scripted{start: time.Now(), errs: []error{errDown}}
		evidence, breaker := decorated(next)
		for range 5 {
			require.Equal(t, resilient.Closed, breaker.State())
			_, err := submit(t, evidence)
			require.ErrorIs(t, err, errDown)
		}
		require.Len(t, next.calls, 15)
		before := time.Now()
		_, err := submit(t, evidence)
		require.True(t, fault.Is(err, fault.Unavailable))
		require.Len(t, next.calls, 15)
		require.Zero(t, time.Since(before), "an open breaker answers at once")
	})
}

func TestACancelledCallerWaitsForNoFurtherTry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer ringOut()
		next := &scripted{start: time.Now(), errs: []error{errDown}}
		evidence, breaker := decorated(next)
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			pass(100 * time.Millisecond)
			cancel()
		}()
		_, err := evidence.Submit(ctx, "acme", nil)
		require.ErrorIs(t, err, errDown)
		require.Len(t, next.calls, 1)
		require.Equal(t, 100*time.Millisecond, time.Since(next.start))
		require.Equal(t, resilient.Closed, breaker.State())
	})
}

func TestWaitsAreJittered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer ringOut()
		waits := map[time.Duration]bool{}
		for range 20 {
			next := &scripted{start: time.Now(), errs: []error{errDown}}
			breaker, _ := newBreaker()
			_, err := submit(t, resilient.NewEvidence(next, breaker, resilient.BackgroundRetries(), time.Second))
			require.ErrorIs(t, err, errDown)
			waits[next.calls[1]] = true
			require.GreaterOrEqual(t, next.calls[1], 250*time.Millisecond)
			require.LessOrEqual(t, next.calls[1], 750*time.Millisecond)
		}
		require.Greater(t, len(waits), 1)
	})
}
