package resilient_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/resilient"
	"github.com/mmm-engine/mmm-engine/domain/delivery"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// passing is the clock of synctest, where time passes when nobody has anything to do.
type passing struct {
	ports.Clock

	start time.Time
}

func (p passing) Monotonic() time.Duration { return time.Since(p.start) }

func paused(next ports.Channel) *resilient.Paused {
	return resilient.NewPaused(next, passing{start: time.Now()})
}

// busy asks for a pause.
func busy(pause time.Duration) error {
	said := fault.New(fault.Exhausted, "RECEIVER_BUSY", "later")
	said.RetryAfter = pause
	return said
}

func of(owner tenant.ID) delivery.Message { return delivery.Message{TenantID: owner} }

// requirePause wants the answer that a pause has so long to go.
func requirePause(t *testing.T, left time.Duration, err error) {
	t.Helper()
	require.True(t, fault.Is(err, fault.Exhausted), "%v", err)
	var said *fault.Error
	require.ErrorAs(t, err, &said)
	require.Equal(t, left, said.RetryAfter)
}

func TestAPauseHoldsForWhateverElseTheTenantHasForTheReceiver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		next := &receiver{errs: []error{busy(time.Minute), nil}}
		channel := paused(next)
		requirePause(t, time.Minute, channel.Deliver(t.Context(), of("acme")))
		requirePause(t, time.Minute, channel.Deliver(t.Context(), of("acme")))
		pass(20 * time.Second)
		requirePause(t, 40*time.Second, channel.Deliver(t.Context(), of("acme")))
		require.Len(t, next.calls, 1, "nothing was sent")
		pass(40 * time.Second)
		require.NoError(t, channel.Deliver(t.Context(), of("acme")))
	})
}

func TestAPauseOfOneTenantHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	next := &receiver{errs: []error{busy(time.Minute), nil}}
	channel := paused(next)
	require.Error(t, channel.Deliver(t.Context(), of("acme")))
	require.NoError(t, channel.Deliver(t.Context(), of("other")))
	require.Error(t, channel.Deliver(t.Context(), of("acme")), "and its own success ends no pause")
}

func TestAReceiverThatDoesNotSayForHowLongHasHalfAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		said := busy(0)
		next := &receiver{errs: []error{fmt.Errorf("deliver: %w", said), nil}}
		channel := paused(next)
		err := channel.Deliver(t.Context(), of("acme"))
		requirePause(t, 30*time.Second, err)
		require.ErrorIs(t, err, said, "the cause is kept")
		pass(30*time.Second - time.Millisecond)
		requirePause(t, time.Millisecond, channel.Deliver(t.Context(), of("acme")))
		pass(time.Millisecond)
		require.NoError(t, channel.Deliver(t.Context(), of("acme")))
	})
}

// Those that were under way when the pause began are answered one by one.
func TestTheLongestOfSeveralPausesHolds(t *testing.T) {
	t.Parallel()
	for name, pauses := range map[string][]time.Duration{
		"the longer one later":  {time.Minute, time.Hour},
		"the longer one sooner": {time.Hour, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				answers := make(chan error)
				channel := paused(answering(answers))
				done := make(chan error)
				for range pauses {
					go func() { done <- channel.Deliver(t.Context(), of("acme")) }()
				}
				synctest.Wait()
				for _, pause := range pauses {
					answers <- busy(pause)
					require.Error(t, <-done)
				}
				requirePause(t, time.Hour, channel.Deliver(t.Context(), of("acme")))
			})
		})
	}
}

func TestNothingButAWishForAPauseBeginsOne(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"taken": nil, "in trouble": asking(time.Minute), "refused": fault.New(fault.Invalid, "DELIVERY_REFUSED", "no"),
		"gone": fault.New(fault.NotFound, ports.ReceiverGone, "gone"), "a defect": errors.New("a defect"),
	} {
		next := &receiver{errs: []error{err}}
		channel := paused(next)
		for range 2 {
			require.Equal(t, err, channel.Deliver(t.Context(), of("acme")), name)
		}
		require.Len(t, next.calls, 2, name)
	}
}

func TestPausesAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		next := &receiver{errs: []error{busy(time.Minute)}}
		channel := paused(next)
		deliver := func(first, last int) {
			for i := first; i < last; i++ {
				require.Error(t, channel.Deliver(t.Context(), of(tenant.ID(fmt.Sprint("t-", i)))))
			}
		}
		deliver(0, 10_001)
		deliver(0, 10_000)
		require.Len(t, next.calls, 10_001, "as many are remembered")
		deliver(10_000, 10_001)
		require.Len(t, next.calls, 10_002, "the others are obeyed message by message")
		pass(time.Minute)
		deliver(10_000, 20_000)
		deliver(10_000, 20_000)
		require.Len(t, next.calls, 20_002, "those that are over make room")
	})
}
