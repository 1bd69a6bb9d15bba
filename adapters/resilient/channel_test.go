package resilient_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/resilient"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// receiver answers one error after another, the last one for ever, and notes when.
type receiver struct {
	start    time.Time
	errs     []error
	calls    []time.Duration
	messages []delivery.Message
	// slow makes it answer only when its time is up.
	slow bool
}

func (r *receiver) Deliver(ctx context.Context, message delivery.Message) error {
	r.calls, r.messages = append(r.calls, time.Since(r.start)), append(r.messages, message)
	if r.slow {
		<-ctx.Done()
	}
	err := r.errs[0]
	if len(r.errs) > 1 {
		r.errs = r.errs[1:]
	}
	return err
}

// guarded has no jitter, so that its waits can be told.
func guarded(next ports.Channel) (*resilient.Channel, *resilient.Breaker) {
	breaker, _ := newBreaker()
	retries := resilient.BackgroundRetries()
	retries.Jitter = 0
	return resilient.NewChannel(next, breaker, retries, resilient.DeliveryTimeout), breaker
}

var sent = delivery.Message{TenantID: "acme", RepoID: "acme/shop"}

// asking is trouble that says when to come back.
func asking(pause time.Duration) *fault.Error {
	said := fault.New(fault.Unavailable, "DOWN", "come back later")
	said.RetryAfter = pause
	return said
}

// answers are those of a receiver that works.
func answers() map[string]error {
	busy := fault.New(fault.Exhausted, "RECEIVER_BUSY", "later")
	busy.RetryAfter = time.Minute
	return map[string]error{
		"refused":                            fault.New(fault.Invalid, "DELIVERY_REFUSED", "no"),
		"gone":                               fault.New(fault.NotFound, ports.ReceiverGone, "gone"),
		"redirected":                         fault.New(fault.Forbidden, "REDIRECT_REFUSED", "elsewhere"),
		"busy":                               busy,
		"busy, for how long it does not say": fault.New(fault.Exhausted, "RECEIVER_BUSY", "later"),
	}
}

func TestADeliveryIsPassedOnUnchanged(t *testing.T) {
	t.Parallel()
	next := &receiver{errs: []error{nil}}
	channel, _ := guarded(next)
	require.NoError(t, channel.Deliver(t.Context(), sent))
	require.Equal(t, []delivery.Message{sent}, next.messages)
}

func TestADeliveryIsTriedThreeTimesWithLongerAndLongerPauses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer ringOut()
		next := &receiver{start: time.Now(), errs: []error{errDown}}
		channel, _ := guarded(next)
		require.Equal(t, errDown, channel.Deliver(t.Context(), sent))
		require.Equal(t, []time.Duration{0, 500 * time.Millisecond, 1500 * time.Millisecond}, next.calls)
		require.Equal(t, []delivery.Message{sent, sent, sent}, next.messages, "a repeat is the same message")
	})
}

func TestADeliveryThatWorksAtLastHasWorked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer ringOut()
		for range 10 {
			next := &receiver{errs: []error{errDown, errDown, nil}}
			channel, breaker := guarded(next)
			require.NoError(t, channel.Deliver(t.Context(), sent))
			require.Len(t, next.calls, 3)
			require.Equal(t, resilient.Closed, breaker.State())
		}
	})
}

func TestATryIsGivenTwoSeconds(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"the context's error": context.DeadlineExceeded,
		"its own words":       fault.Wrap(fault.Unavailable, "RECEIVER_UNAVAILABLE", "no answer", context.DeadlineExceeded),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				defer ringOut()
				next := &receiver{start: time.Now(), errs: []error{err}, slow: true}
				channel, _ := guarded(next)
				got := channel.Deliver(t.Context(), sent)
				require.True(t, fault.Is(got, fault.Unavailable), "%v", got)
				require.ErrorIs(t, got, context.DeadlineExceeded)
				require.Equal(t, []time.Duration{0, 2500 * time.Millisecond, 5500 * time.Millisecond}, next.calls)
			})
		})
	}
}

func TestAReceiverThatSaysWhenIsNotAskedSooner(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer ringOut()
		pause := asking(time.Second)
		for _, said := range [][]error{{pause}, {errDown, pause}} {
			next := &receiver{errs: said}
			tries := len(said)
			channel, _ := guarded(next)
			require.Equal(t, error(pause), channel.Deliver(t.Context(), sent))
			require.Len(t, next.calls, tries)
		}
	})
}

func TestAnAnswerIsNotAskedForAgain(t *testing.T) {
	t.Parallel()
	answered := answers()
	answered["a defect"] = errors.New("a defect")
	for name, err := range answered {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			next := &receiver{errs: []error{err}}
			channel, _ := guarded(next)
			require.Equal(t, err, channel.Deliver(t.Context(), sent))
			require.Len(t, next.calls, 1)
		})
	}
}

// The status was there, the body never ended: that is the receiver's word.
func TestAnAnswerThatTookItsWholeTimeIsStillOne(t *testing.T) {
	t.Parallel()
	answered := answers()
	answered["taken"] = nil
	for name, err := range answered {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				defer ringOut()
				next := &receiver{errs: []error{err}, slow: true}
				channel, breaker := guarded(next)
				for range 6 {
					require.Equal(t, err, channel.Deliver(t.Context(), sent))
				}
				require.Len(t, next.calls, 6)
				require.Equal(t, resilient.Closed, breaker.State())
			})
		})
	}
}

func TestAReceiverThatAnswersKeepsItsBreakerClosed(t *testing.T) {
	t.Parallel()
	for name, err := range answers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				defer ringOut()
				channel, breaker := guarded(&receiver{errs: []error{err}})
				for range 20 {
					require.Equal(t, err, channel.Deliver(t.Context(), sent))
				}
				fail(t, breaker, 4)
				require.Equal(t, err, channel.Deliver(t.Context(), sent))
				fail(t, breaker, 4)
				require.Equal(t, resilient.Closed, breaker.State(), "the count starts anew")
			})
		})
	}
}

func TestFiveDeliveriesThatFailInARowLeaveTheReceiverAlone(t *testing.T) {
	t.Parallel()
	for name, rule := range map[string]struct {
		err   error
		tries int
	}{"in trouble": {errDown, 3}, "in trouble, and says until when": {asking(time.Minute), 1}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				defer ringOut()
				next := &receiver{errs: []error{rule.err}}
				channel, breaker := guarded(next)
				for range 5 {
					require.Equal(t, resilient.Closed, breaker.State(), "a delivery counts once, however often it was tried")
					require.Equal(t, rule.err, channel.Deliver(t.Context(), sent))
				}
				require.Equal(t, resilient.Open, breaker.State())
				requireLeftAlone(t, channel)
				require.Len(t, next.calls, 5*rule.tries)
			})
		})
	}
}

// requireLeftAlone wants the open breaker's answer, at once.
func requireLeftAlone(t *testing.T, channel ports.Channel) {
	t.Helper()
	before := time.Now()
	err := channel.Deliver(t.Context(), sent)
	require.Zero(t, time.Since(before))
	var refused *fault.Error
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "CIRCUIT_OPEN", refused.Code)
	require.Equal(t, fault.Unavailable, refused.Kind)
	require.Equal(t, time.Minute, refused.RetryAfter)
}

func TestAfterAMinuteOneDeliveryIsTheTrial(t *testing.T) {
	t.Parallel()
	trials := answers()
	trials["taken"], trials["in trouble"] = nil, asking(time.Second)
	for name, err := range trials {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				defer ringOut()
				next := &receiver{errs: []error{err}}
				channel, breaker := guarded(next)
				fail(t, breaker, 5)
				pass(time.Minute - time.Millisecond)
				requireLeftAlone(t, channel)
				pass(2 * time.Millisecond)
				require.Equal(t, resilient.HalfOpen, breaker.State())
				require.Equal(t, err, channel.Deliver(t.Context(), sent))
				require.Len(t, next.calls, 1)
				want := resilient.Closed
				if fault.Is(err, fault.Unavailable) {
					want = resilient.Open
				}
				require.Equal(t, want, breaker.State())
			})
		})
	}
}

func TestDuringTheTrialTheReceiverIsLeftAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer ringOut()
		next := &receiver{errs: []error{nil}, slow: true}
		channel, breaker := guarded(next)
		fail(t, breaker, 5)
		pass(time.Minute + time.Millisecond)
		trial := make(chan error)
		go func() { trial <- channel.Deliver(t.Context(), sent) }()
		synctest.Wait()
		requireLeftAlone(t, channel)
		require.NoError(t, <-trial)
		require.Equal(t, resilient.Closed, breaker.State())
		require.Len(t, next.calls, 1)
	})
}

func TestAWorkerThatStopsWaitsForNoFurtherTry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer ringOut()
		next := &receiver{start: time.Now(), errs: []error{errDown}}
		channel, breaker := guarded(next)
		for range 6 {
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			before := time.Now()
			require.Equal(t, errDown, channel.Deliver(ctx, sent))
			require.Equal(t, 100*time.Millisecond, time.Since(before))
			cancel()
		}
		require.Len(t, next.calls, 6)
		require.Equal(t, resilient.Closed, breaker.State(), "that says nothing of the receiver")
	})
}

func TestThePausesBetweenTriesAreSpread(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		defer ringOut()
		pauses := map[time.Duration]bool{}
		for range 20 {
			next := &receiver{start: time.Now(), errs: []error{errDown}}
			breaker, _ := newBreaker()
			channel := resilient.NewChannel(next, breaker, resilient.BackgroundRetries(), time.Second)
			require.Equal(t, errDown, channel.Deliver(t.Context(), sent))
			pauses[next.calls[1]] = true
			require.InDelta(t, 500*time.Millisecond, next.calls[1], float64(250*time.Millisecond))
		}
		require.Greater(t, len(pauses), 1)
	})
}
