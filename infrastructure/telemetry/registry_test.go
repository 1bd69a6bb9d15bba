package telemetry_test

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/telemetry"
)

func TestTheRegistryDescribesTheProcess(t *testing.T) {
	t.Parallel()
	registry := telemetry.NewRegistry()
	families, err := registry.Gather()
	require.NoError(t, err)
	names := map[string]bool{}
	for _, family := range families {
		names[family.GetName()] = true
	}
	for _, name := range []string{"mmm_build_info", "go_goroutines", "process_open_fds"} {
		require.True(t, names[name], name)
	}
	count, err := testutil.GatherAndCount(registry, "mmm_build_info")
	require.NoError(t, err)
	require.Equal(t, 1, count)
}
