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
)

func (h *hanging) ReadGovernance(ctx context.Context, _ tenant.ID) (tenant.Governance, error) {
	_, err := h.ReadBehaviour(ctx, "", "")
	return tenant.Governance{}, err
}

func TestADataGovernanceServiceThatHangsIsCutAndThenLeftAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service, start := new(hanging), time.Now()
		breaker, _ := newBreaker()
		guarded := resilient.NewGovernance(service, breaker, resilient.GovernanceTimeout)
		for range 8 {
			_, err := guarded.ReadGovernance(t.Context(), "acme")
			require.True(t, fault.Is(err, fault.Unavailable), "%v", err)
		}
		require.Equal(t, 5, service.asked)
		require.Equal(t, 5*500*time.Millisecond, time.Since(start), "nothing is tried again")
		ringOut()
	})
}
