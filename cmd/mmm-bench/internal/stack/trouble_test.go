package stack_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/stack"
)

func TestATroubleIsAModeWithItsValue(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]stack.Trouble{
		"": {Mode: "none"}, "hang": {Mode: "hang"}, "latency:400": {Mode: "latency", Value: 400}, "error:503": {Mode: "error", Value: 503},
	} {
		got, err := stack.ParseTrouble(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"latency", "latency:x", "none:1", "hang:1", "400", ":"} {
		_, err := stack.ParseTrouble(text)
		require.Error(t, err, text)
	}
}
