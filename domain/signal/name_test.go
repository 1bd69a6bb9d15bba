package signal_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/signal"
)

func TestANameHoldsNothingThatNobodySees(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"", "kim", "team:kim/7", "\U0001F9D1\u200d\U0001F680", "Zo\u00eb van Dijk"} {
		require.Empty(t, signal.NameProblems("actor_id", good, signal.MaxText), "%q", good)
	}
	for _, bad := range []string{" ", " kim", "kim\n", "a\tb", "a\x00b", "a\u200bb", "a\u202eb", strings.Repeat("x", signal.MaxText+1)} {
		problems := signal.NameProblems("actor_id", bad, signal.MaxText)
		require.Len(t, problems, 1, "%q", bad)
		require.Equal(t, "actor_id", problems[0].Path)
	}
}
