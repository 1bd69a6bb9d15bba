package resilient_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/resilient"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

func (h *hanging) Verify(ctx context.Context, _ string) (actor.Caller, error) {
	_, err := h.ReadBehaviour(ctx, "", "")
	return actor.Caller{}, err
}

func TestAnIdentityServiceThatHangsIsCutAndThenLeftAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service, start := new(hanging), time.Now()
		breaker, _ := newBreaker()
		tokens := resilient.NewTokens(service, breaker, resilient.TokensTimeout)
		require.NoError(t, tokens.Check(t.Context()))
		for range 7 {
			_, err := tokens.Verify(t.Context(), "token")
			require.True(t, fault.Is(err, fault.Unavailable), "%v", err)
		}
		require.Equal(t, 5, service.asked)
		require.Equal(t, 5*resilient.TokensTimeout, time.Since(start))
		require.True(t, fault.Is(tokens.Check(t.Context()), fault.Unavailable), "nobody new can be let in")
		ringOut()
	})
}

// Bad tokens, however many, and a request for a pause are answers.
func TestAnIdentityServiceThatRefusesWorks(t *testing.T) {
	t.Parallel()
	for _, kind := range []fault.Kind{fault.Unauthenticated, fault.Invalid} {
		service := &hanging{err: fault.New(kind, "REFUSED", "no")}
		breaker, _ := newBreaker()
		tokens := resilient.NewTokens(service, breaker, resilient.TokensTimeout)
		for range 20 {
			_, err := tokens.Verify(t.Context(), "token")
			require.ErrorIs(t, err, service.err)
		}
		require.NoError(t, tokens.Check(t.Context()))
	}
}
