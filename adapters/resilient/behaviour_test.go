package resilient_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/cached"
	"github.com/mmm-engine/mmm-engine/adapters/resilient"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// hanging never answers by itself, and counts how often it was asked.
type hanging struct {
	err   error
	asked int
}

func (h *hanging) ReadBehaviour(ctx context.Context, _ tenant.ID, _ string) ([]playbook.Behaviour, error) {
	h.asked++
	if h.err != nil {
		return nil, h.err
	}
	<-ctx.Done()
	return nil, ctx.Err()
}

// ticking is the bubble's own time.
type ticking struct{ start time.Time }

func (c ticking) Now() time.Time           { return time.Now() }
func (c ticking) Monotonic() time.Duration { return time.Since(c.start) }

func TestABehaviourServiceThatHangsIsCutAndThenLeftAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service, start := new(hanging), time.Now()
		breaker, _ := newBreaker()
		guarded := resilient.NewBehaviour(service, breaker, resilient.BehaviourTimeout)
		for range 7 {
			_, err := guarded.ReadBehaviour(t.Context(), "acme", "ada")
			require.True(t, fault.Is(err, fault.Unavailable), "%v", err)
		}
		require.Equal(t, 5, service.asked)
		require.Equal(t, 5*resilient.BehaviourTimeout, time.Since(start), "nothing is tried again")
		ringOut()
	})
}

func TestABehaviourServiceThatRefusesWorks(t *testing.T) {
	t.Parallel()
	service := &hanging{err: fault.New(fault.Invalid, "BEHAVIOUR_REFUSED", "no")}
	breaker, _ := newBreaker()
	guarded := resilient.NewBehaviour(service, breaker, resilient.BehaviourTimeout)
	for range 20 {
		_, err := guarded.ReadBehaviour(t.Context(), "acme", "ada")
		require.True(t, fault.Is(err, fault.Invalid))
	}
	require.Equal(t, 20, service.asked)
}

// A decision that has no more time says nothing about the service: only what the call,
// which goes on, comes to does.
func TestABudgetThatIsSpentIsNoFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := new(hanging)
		breaker, _ := newBreaker()
		kept, err := cached.NewBehaviour(
			resilient.NewBehaviour(service, breaker, resilient.BehaviourTimeout), ticking{time.Now()}, func(string) {})
		require.NoError(t, err)
		for range 9 {
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			_, err := kept.ReadBehaviour(ctx, "acme", "ada")
			require.ErrorIs(t, err, context.DeadlineExceeded)
			cancel()
		}
		synctest.Wait()
		require.Equal(t, resilient.Closed, breaker.State())
		require.Equal(t, 1, service.asked)
		pass(resilient.BehaviourTimeout)
	})
}
