package action_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
)

func TestOnlyTheSurfacesOfADeferralWait(t *testing.T) {
	t.Parallel()
	waiting := action.Deferral{
		Surfaces: []action.Surface{action.CI, action.Alert}, Until: time.Date(2026, 3, 3, 6, 0, 0, 0, time.UTC), Digest: true,
	}
	require.True(t, waiting.Waits(action.CI))
	require.False(t, waiting.Waits(action.IDE))
	require.False(t, action.Deferral{}.Waits(action.CI))

	left := waiting.Without(action.Alert)
	require.Equal(t, action.Deferral{Surfaces: []action.Surface{action.CI}, Until: waiting.Until, Digest: true}, left)
	require.Equal(t, []action.Surface{action.CI, action.Alert}, waiting.Surfaces, "whose list it is stays as it was")
	require.Equal(t, left, left.Without(action.IDE))
	require.Zero(t, left.Without(action.CI), "nothing waits any more")
}
