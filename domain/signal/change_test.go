package signal_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/signal"
)

func TestTheChangeIsWhatTheAttributesSay(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		event      string
		attributes map[string]any
		want       signal.Change
	}{
		"nothing":              {"ci.failed", nil, signal.Change{}},
		"a run of a change":    {"ci.failed", map[string]any{"sha": "abc", "number": 7.0}, signal.Change{Commit: "abc", PullRequest: 7}},
		"a review":             {"review.approved", map[string]any{"number": 7.0}, signal.Change{PullRequest: 7}},
		"an alert's number":    {"security.code_scanning", map[string]any{"number": 7.0, "line": 12.0}, signal.Change{Line: 12}},
		"a number that is not": {"ci.failed", map[string]any{"number": "7", "sha": 1.0}, signal.Change{}},
		"no whole number":      {"ci.failed", map[string]any{"number": 1.5, "line": -1.0}, signal.Change{}},
		"no exact number":      {"ci.failed", map[string]any{"number": 1e300}, signal.Change{}},
	}
	for name, c := range cases {
		s := signal.Signal{EventType: c.event, Attributes: c.attributes}
		require.Equal(t, c.want, s.Change(), name)
	}
}
