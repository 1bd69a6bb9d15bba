package resilient_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/resilient"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func (h *hanging) EvaluatePolicy(ctx context.Context, _ ports.PolicyQuestion) (ports.PolicyAnswer, error) {
	_, err := h.ReadBehaviour(ctx, "", "")
	return ports.PolicyAnswer{}, err
}

func (h *hanging) ReadStandards(ctx context.Context, _ tenant.ID, _ int64) (ports.StandardsAnswer, error) {
	_, err := h.ReadBehaviour(ctx, "", "")
	return ports.StandardsAnswer{}, err
}

func TestAPolicyServiceThatHangsIsCutAndThenLeftAloneByAllWhoAskIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service, start := new(hanging), time.Now()
		breaker, _ := newBreaker()
		rules := resilient.NewPolicyService(service, breaker, resilient.PolicyTimeout)
		standards := resilient.NewStandards(service, breaker, resilient.PolicyTimeout)
		for range 4 {
			_, err := rules.EvaluatePolicy(t.Context(), ports.PolicyQuestion{})
			require.True(t, fault.Is(err, fault.Unavailable), "%v", err)
			_, err = standards.ReadStandards(t.Context(), "acme", 0)
			require.True(t, fault.Is(err, fault.Unavailable), "%v", err)
		}
		require.Equal(t, 5, service.asked)
		require.Equal(t, 5*resilient.PolicyTimeout, time.Since(start), "nothing is tried again")
		ringOut()
	})
}

// A 404 is a misconfiguration, which no pause mends.
func TestAPolicyServiceThatRefusesWorks(t *testing.T) {
	t.Parallel()
	service := &hanging{err: fault.New(fault.Invalid, "POLICY_REFUSED", "no")}
	breaker, _ := newBreaker()
	rules := resilient.NewPolicyService(service, breaker, resilient.PolicyTimeout)
	for range 20 {
		_, err := rules.EvaluatePolicy(t.Context(), ports.PolicyQuestion{})
		require.ErrorIs(t, err, service.err)
	}
	require.Equal(t, resilient.Closed, breaker.State())
}
