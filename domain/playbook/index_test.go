package playbook_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/pattern"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

var (
	events     = []string{"ci.failed", "ci.passed", "deploy.failed"}
	sources    = []string{"github", "ci"}
	severities = []string{"", "info", "low", "medium", "high", "critical"}
	roles      = []string{"developer", "lead"}
	repos      = []string{"acme/shop", "acme/pay", "rival/shop", ""}
	patterns   = []string{"acme/*", "*", "*/shop", "acme/pay"}
	branches   = []string{"main", "release/1", ""}
	surfaces   = []action.Surface{action.IDE, action.CI, action.Background}
)

func some[T comparable](from []T) *rapid.Generator[[]T] {
	return rapid.OneOf(rapid.Just[[]T](nil), rapid.SliceOfN(rapid.SampledFrom(from), 0, 2))
}

var triggers = rapid.Custom(func(t *rapid.T) playbook.Trigger {
	return playbook.Trigger{
		EventTypes: some(events).Draw(t, "events"), Sources: some(sources).Draw(t, "sources"),
		MinSeverity: rapid.SampledFrom(severities).Draw(t, "severity"), Surfaces: some(surfaces).Draw(t, "surfaces"),
		ActorTypes: some([]string{"human", "ai_agent"}).Draw(t, "types"), Roles: some(roles).Draw(t, "roles"),
		Repositories: some(patterns).Draw(t, "repositories"), Branches: some([]string{"main", "release/*"}).Draw(t, "branches"),
		Environments: some([]string{"prod", "*"}).Draw(t, "environments"),
	}
})

var inForce = rapid.Custom(func(t *rapid.T) []playbook.Published {
	list := make([]playbook.Published, rapid.IntRange(0, 12).Draw(t, "count"))
	for i, place := range rapid.Permutation(slices.Collect(func(yield func(byte) bool) {
		for i := range byte(len(list)) {
			yield(i)
		}
	})).Draw(t, "ids") {
		list[i] = playbook.Published{
			Playbook: id.UUID{place}, Revision: 1,
			Definition: playbook.Definition{Triggers: rapid.SliceOfN(triggers, 0, 3).Draw(t, "triggers")},
		}
	}
	return list
})

var situations = rapid.Custom(func(t *rapid.T) playbook.Facts {
	facts := playbook.Facts{
		Actor: actor.Actor{
			Type:  rapid.SampledFrom([]actor.Type{actor.Human, actor.AIAgent, ""}).Draw(t, "type"),
			Roles: rapid.SliceOf(rapid.SampledFrom(roles)).Draw(t, "roles"),
		},
		Context: playbook.Context{
			Surface: rapid.SampledFrom(surfaces).Draw(t, "surface"),
			Place: signal.Place{
				RepoID: rapid.SampledFrom(repos).Draw(t, "repo"), Branch: rapid.SampledFrom(branches).Draw(t, "branch"),
				Environment: rapid.SampledFrom([]string{"prod", "dev", ""}).Draw(t, "environment"),
			},
		},
	}
	if rapid.Bool().Draw(t, "signal") {
		facts.Signal = &signal.Signal{
			EventType: rapid.SampledFrom(events).Draw(t, "event"), Source: rapid.SampledFrom(sources).Draw(t, "source"),
			Severity: signal.Severity(rapid.IntRange(0, 4).Draw(t, "severity")),
		}
	}
	return facts
})

// given holds a list against a value as product.md says: empty means any.
func given(list []string, value string) bool {
	return len(list) == 0 || slices.ContainsFunc(list, func(glob string) bool { return pattern.Match(glob, value) })
}

// naive reads product.md, A playbook: within an entry every given field must match.
func naive(t playbook.Trigger, facts *playbook.Facts) bool {
	if s := facts.Signal; s == nil {
		if len(t.EventTypes) > 0 || len(t.Sources) > 0 || t.MinSeverity != "" {
			return false
		}
	} else if !given(t.EventTypes, s.EventType) || !given(t.Sources, s.Source) ||
		slices.Index(severities, s.Severity.String()) < slices.Index(severities, t.MinSeverity) {
		return false
	}
	common := len(t.Roles) == 0
	for _, role := range t.Roles {
		common = common || slices.Contains(facts.Actor.Roles, role)
	}
	shown := len(t.Surfaces) == 0 || slices.Contains(t.Surfaces, facts.Context.Surface)
	place := facts.Context.Place
	return common && shown && given(t.ActorTypes, string(facts.Actor.Type)) && given(t.Repositories, place.RepoID) &&
		given(t.Branches, place.Branch) && given(t.Environments, place.Environment)
}

func keys(list []*playbook.Published) []playbook.Key {
	found := []playbook.Key{}
	for _, p := range list {
		found = append(found, p.Playbook)
	}
	return found
}

// The index finds what a scan of everything finds, each once, by id.
func TestMatchEqualsAScan(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		published, facts := inForce.Draw(rt, "published"), situations.Draw(rt, "facts")
		want := []playbook.Key{}
		for _, p := range published {
			if slices.ContainsFunc(p.Definition.Triggers, func(t playbook.Trigger) bool { return naive(t, &facts) }) {
				want = append(want, p.Playbook)
			}
		}
		slices.SortFunc(want, func(a, b playbook.Key) int { return slices.Compare(a[:], b[:]) })
		require.Equal(rt, want, keys(playbook.NewIndex(published).Match(&facts)))
	})
}

func TestAllAnswersEveryPlaybookByID(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		published := inForce.Draw(rt, "published")
		all := keys(playbook.NewIndex(published).All())
		require.Len(rt, all, len(published))
		require.True(rt, slices.IsSortedFunc(all, func(a, b playbook.Key) int { return slices.Compare(a[:], b[:]) }))
	})
}

func TestPlaybookWithoutTriggersNeverMatches(t *testing.T) {
	t.Parallel()
	index := playbook.NewIndex([]playbook.Published{{}})
	require.Empty(t, index.Match(&playbook.Facts{Signal: &signal.Signal{EventType: "ci.failed"}}))
	require.Len(t, index.All(), 1)
}

// BenchmarkMatch shows that cost follows what matches, not what there is.
func BenchmarkMatch(b *testing.B) {
	for name, others := range map[string]int{"10 of 10": 0, "10 of 10000": 9990} {
		published := make([]playbook.Published, 10+others)
		for i := range published {
			event := "ci.failed"
			if i >= 10 {
				event = "other." + id.UUID{byte(i), byte(i >> 8)}.String()
			}
			published[i] = playbook.Published{
				Playbook:   id.UUID{byte(i >> 8), byte(i)},
				Definition: playbook.Definition{Triggers: []playbook.Trigger{{EventTypes: []string{event}, Repositories: []string{"acme/*"}}}},
			}
		}
		index := playbook.NewIndex(published)
		facts := &playbook.Facts{
			Signal:  &signal.Signal{EventType: "ci.failed"},
			Context: playbook.Context{Place: signal.Place{RepoID: "acme/shop"}},
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				index.Match(facts)
			}
		})
	}
}
