package resilient_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/resilient"
)

func TestEveryBreakerIsThereFromTheStart(t *testing.T) {
	t.Parallel()
	breakers := resilient.NewBreakers(resilient.DefaultSettings(), nil)
	want := []resilient.Name{
		"iam", "policy", "eris", "llm_gateway", "data_governance", "ubi", "edge_agent", "ci_workflow", "alerting", "redis",
	}
	require.Equal(t, want, resilient.Names())
	for _, name := range want {
		require.Equal(t, resilient.Closed, breakers.State(name))
	}
	require.Panics(t, func() { breakers.State("another") })
}

func TestOneBreakerOpensAlone(t *testing.T) {
	t.Parallel()
	breakers := resilient.NewBreakers(resilient.Settings{Failures: 1, OpenFor: 1}, nil)
	fail(t, breakers.Of(resilient.ERIS), 1)
	require.NotEqual(t, resilient.Closed, breakers.State(resilient.ERIS))
	require.Equal(t, resilient.Closed, breakers.State(resilient.IAM))
}

func TestStatesCountAsTheGaugeDoes(t *testing.T) {
	t.Parallel()
	require.Equal(t, []int{0, 1, 2}, []int{int(resilient.Closed), int(resilient.Open), int(resilient.HalfOpen)})
}
