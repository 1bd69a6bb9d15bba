package observed_test

import (
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
	"github.com/mmm-engine/mmm-engine/ports"
)

func TestABacklogIsShownByQueueAndStateAsItWasToldLast(t *testing.T) {
	t.Parallel()
	b := &bench{registry: prometheus.NewPedanticRegistry()}
	tell := observed.NewBacklogs(b.registry)
	tell([]ports.Backlog{
		{Queue: "receipts", State: "sealed", Depth: 12, Age: 1500 * time.Millisecond},
		{Queue: "signals", State: "available", Depth: 1, Age: time.Minute},
	})
	b.requireValue(t, 1.5, "mmm_outbox_oldest_age_seconds", "queue=receipts", "state=sealed")
	tell([]ports.Backlog{{Queue: "receipts", State: "sealed"}})
	b.requireValue(t, 0, "mmm_outbox_depth", "queue=receipts", "state=sealed")
	b.requireValue(t, 0, "mmm_outbox_oldest_age_seconds", "queue=receipts", "state=sealed")
	b.requireValue(t, 1, "mmm_outbox_depth", "queue=signals", "state=available")
	problems, err := testutil.GatherAndLint(b.registry)
	require.NoError(t, err)
	require.Empty(t, problems)
}
