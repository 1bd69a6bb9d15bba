package observed_test

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/observed"
)

func TestOpenStreamsAreCountedAtEachScrape(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewPedanticRegistry()
	open := 0
	registry.MustRegister(observed.NewStreams(func() int { return open }))
	b := &bench{registry: registry}
	for _, open = range []int{0, 3, 1} {
		b.requireValue(t, float64(open), "mmm_action_streams")
	}
	problems, err := testutil.GatherAndLint(registry)
	require.NoError(t, err)
	require.Empty(t, problems)
}
