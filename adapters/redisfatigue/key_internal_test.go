package redisfatigue

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// whose is drawn from few and awkward texts, so that near misses are common.
type whose struct {
	owner       tenant.ID
	actor, repo string
}

func drawWhose(t *rapid.T, label string) whose {
	text := rapid.OneOf(
		rapid.StringOfN(rapid.RuneFrom([]rune("a:/%+ {}repo🦊3AF.~*\x00")), 1, 6, -1),
		rapid.SampledFrom([]string{"repo:a", "a", "repo", "actor:a", "repo%3Aa", "a:mirror", "\xff", "\xfe"}),
	)
	one := whose{owner: tenant.ID(text.Draw(t, label+" tenant"))}
	if rapid.Bool().Draw(t, label+" has an actor") {
		one.actor = text.Draw(t, label+" actor")
	} else {
		one.repo = text.Draw(t, label+" repository")
	}
	return one
}

func (w whose) keys() []string {
	return keysOf(w.owner, signal.SubjectOf(w.actor, w.repo), action.Types())
}

func TestKeysOfDifferentSubjectsNeverMeet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		one, other := drawWhose(t, "one"), drawWhose(t, "other")
		for i, a := range one.keys() {
			for j, b := range other.keys() {
				if want := one == other && i == j; want != (a == b) {
					t.Fatalf("%+v and %+v have the keys %q and %q", one, other, a, b)
				}
			}
		}
	})
}

func TestPartsOfAKeyArePercentEncoded(t *testing.T) {
	t.Parallel()
	for subject, want := range map[signal.Subject]string{
		"actor:kim":            "mmm:fatigue:a%2Fb:kim:mirror",
		"actor:a:b/c d+🦊":      "mmm:fatigue:a%2Fb:a%3Ab%2Fc%20d%2B%F0%9F%A6%8A:mirror",
		"repo:acme/shop":       "mmm:fatigue:a%2Fb:repo:acme%2Fshop:mirror",
		"actor:repo:acme/shop": "mmm:fatigue:a%2Fb:repo%3Aacme%2Fshop:mirror",
	} {
		require.Equal(t, []string{want}, keysOf("a/b", subject, []action.Type{action.Mirror}), subject)
	}
}
