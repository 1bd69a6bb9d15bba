package event_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/event"
)

func TestPositionsAreOrderedByTransactionThenNumber(t *testing.T) {
	t.Parallel()
	ordered := []event.Position{
		{}, {Number: 1}, {Transaction: 1}, {Transaction: 1, Number: 2}, {Transaction: 2, Number: 1},
		{Transaction: 1 << 40, Number: 1}, {Transaction: 1<<64 - 1},
	}
	for i, a := range ordered {
		for j, b := range ordered {
			require.Equal(t, i < j, a.Before(b), "%v before %v", a, b)
			require.Equal(t, ordered[max(i, j)], a.Later(b))
		}
	}
}

func TestTheOrderOfPositionsIsTotal(t *testing.T) {
	t.Parallel()
	positions := rapid.Custom(func(t *rapid.T) event.Position {
		return event.Position{
			Transaction: rapid.Uint64Range(0, 3).Draw(t, "transaction"), Number: rapid.Int64Range(0, 3).Draw(t, "number"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := positions.Draw(t, "a"), positions.Draw(t, "b"), positions.Draw(t, "c")
		require.Equal(t, a != b, a.Before(b) || b.Before(a), "one of two different ones is first")
		require.False(t, a.Before(b) && b.Before(a))
		if a.Before(b) && b.Before(c) {
			require.True(t, a.Before(c))
		}
		require.False(t, a.Before(event.Position{}), "nothing lies before the zero position")
	})
}

func TestNamesAreContracts(t *testing.T) {
	t.Parallel()
	names := []event.Name{
		event.DecisionMade, event.OutcomeRecorded, event.FeedbackGiven, event.PlaybookCreated, event.PlaybookReplaced, event.PlaybookPublished,
		event.PlaybookPaused, event.PlaybookResumed, event.PlaybookDeprecated, event.IntegrationChanged, event.ReceiptsRedriven,
	}
	require.Equal(t, []event.Name{
		"decision.made.v1", "outcome.recorded.v1", "feedback.given.v1", "playbook.created.v1", "playbook.replaced.v1", "playbook.published.v1",
		"playbook.paused.v1", "playbook.resumed.v1", "playbook.deprecated.v1", "integration.changed.v1", "receipts.redriven.v1",
	}, names, "rows of these names outlive releases")
	for _, name := range names {
		require.Regexp(t, `^[a-z]+\.[a-z]+\.v[1-9]$`, string(name))
	}
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(names))), len(names))
}
