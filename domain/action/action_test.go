package action_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
)

func TestThereAreThreeTypes(t *testing.T) {
	t.Parallel()
	require.Equal(t, []action.Type{action.Mirror, action.Mentor, action.Multiplier}, action.Types())
	for _, kind := range action.Types() {
		require.True(t, kind.Valid())
	}
	for _, kind := range []action.Type{"", "Mirror", "gate"} {
		require.False(t, kind.Valid())
	}
}

func TestBackgroundShowsNothing(t *testing.T) {
	t.Parallel()
	require.Equal(t, []action.Surface{action.IDE, action.CI, action.Alert}, action.Surfaces())
	for _, surface := range action.Surfaces() {
		require.True(t, surface.Shows())
	}
	for _, surface := range []action.Surface{action.Background, "", "IDE"} {
		require.False(t, surface.Shows())
	}
}

func TestListsAreTheCallersToChange(t *testing.T) {
	t.Parallel()
	action.Types()[0] = "changed"
	action.Surfaces()[0] = "changed"
	require.Equal(t, action.Mirror, action.Types()[0])
	require.Equal(t, action.IDE, action.Surfaces()[0])
}

func TestAnActionIsWorthSayingUntilItExpires(t *testing.T) {
	t.Parallel()
	end := time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)
	offered := action.Action{ExpiresAt: end}
	require.False(t, offered.Expired(end.Add(-time.Nanosecond)))
	require.True(t, offered.Expired(end), "the end is not part of it")
	require.True(t, offered.Expired(end.Add(time.Nanosecond)))
}
