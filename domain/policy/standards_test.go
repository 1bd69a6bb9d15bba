package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

func TestAStandardForbidsWhereItsPatternsMatch(t *testing.T) {
	t.Parallel()
	standards := []policy.Standard{
		{ID: "gs-1", Version: "1.0", Rules: []policy.ComplianceRule{
			{Repositories: []string{"acme/*"}, Branches: []string{"main", "release/*"}, Forbid: []action.Type{action.Multiplier}},
			{Branches: []string{"release/*"}, Forbid: []action.Type{action.Mentor, action.Multiplier}},
		}},
		{ID: "gs-2", Version: "3", Rules: []policy.ComplianceRule{{Repositories: []string{"acme/bank"}, Forbid: []action.Type{action.Mirror}}}},
	}
	for name, c := range map[string]struct {
		place  signal.Place
		forbid []action.Type
	}{
		"nowhere":                {},
		"a repository alone":     {place: signal.Place{RepoID: "acme/shop", Branch: "fix"}},
		"repository and branch":  {signal.Place{RepoID: "acme/shop", Branch: "main"}, []action.Type{action.Multiplier}},
		"another's branch":       {place: signal.Place{RepoID: "rival/shop", Branch: "main"}},
		"any repository":         {signal.Place{RepoID: "rival/shop", Branch: "release/1"}, []action.Type{action.Mentor, action.Multiplier}},
		"each rule counts, once": {signal.Place{RepoID: "acme/bank", Branch: "release/1"}, []action.Type{action.Multiplier, action.Mentor, action.Mirror}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			made := policy.Comply(standards, c.place)
			require.Equal(t, c.forbid, made.Forbidden)
			require.Equal(t, []string{"gs-1@1.0", "gs-2@3"}, made.Standards, "what was asked stands in evidence, wherever it applies")
			for _, kind := range action.Types() {
				require.False(t, made.Uncertain(kind))
			}
		})
	}
}

func TestWithoutStandardsNothingIsForbidden(t *testing.T) {
	t.Parallel()
	require.Equal(t, policy.Compliance{}, policy.Comply(nil, signal.Place{RepoID: "acme/shop"}))
	require.False(t, policy.Compliance{}.Forbids(action.Multiplier))
}

func TestUnknownStandardsLeaveOnlyMirrorsCertain(t *testing.T) {
	t.Parallel()
	for _, kind := range action.Types() {
		require.Equal(t, kind != action.Mirror, policy.Compliance{Unknown: true}.Uncertain(kind))
	}
}
