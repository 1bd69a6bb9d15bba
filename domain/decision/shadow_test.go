package decision_test

import (
	"flag"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

var seed = flag.Uint64("seed", 20260302, "what the generated signals are made from")

// signals are enough for every limit to be met many times over four months.
const (
	signals   = 100_000
	playbooks = 12
)

// comparison is how two regimes came along on the same signals.
type comparison struct {
	// differ is the signal at which they first came to something else, -1 for none.
	differ       int
	live, shadow verdict
	// seen is what the live one came to before.
	seen met
}

// compare lets both regimes decide the same signals until they differ.
func compare(t *testing.T, w *world, live, shadow *regime) comparison {
	t.Helper()
	c := comparison{differ: -1, seen: met{reasons: map[decision.Reason]int{}, details: map[string]int{}, variants: map[string]int{}}}
	for number := range signals {
		in := w.next(number)
		shown, kept := live.decide(*in)
		hidden, noted := shadow.decide(*in)
		require.Empty(t, shown.Shadow, "seed %d, signal %d", *seed, number)
		require.Empty(t, hidden.Actions, "seed %d, signal %d: a shadow was shown", *seed, number)
		c.live, c.shadow = verdictOf(&shown, shown.Actions, kept), verdictOf(&hidden, hidden.Shadow, noted)
		if !reflect.DeepEqual(c.live, c.shadow) {
			c.differ = number
			return c
		}
		c.seen.add(c.live)
	}
	return c
}

// Watching a playbook tells what it would do live, whatever happened before: what is
// said, what is held back and why, and what is remembered (product.md, Modes).
func TestShadowAndLiveComeToTheSameOnGeneratedSignals(t *testing.T) {
	t.Parallel()
	d := &dice{state: *seed}
	published := generated(d, playbooks)
	c := compare(t, newWorld(d), under(playbook.Live, published), under(playbook.Shadow, published))
	require.Equal(t, c.live, c.shadow, "seed %d: live and shadow differ at signal %d", *seed, c.differ)
	require.Equal(t, -1, c.differ, "seed %d", *seed)
	seen := c.seen
	t.Logf("seed %d: %d actions, %v", *seed, seen.actions, seen.reasons)
	require.Greater(t, seen.actions, signals/10, "seed %d says too little to compare", *seed)
	require.ElementsMatch(t, []decision.Reason{
		decision.Snoozed, decision.OptedOut, decision.SurfaceOff, decision.ActionTypeOff, decision.PolicyForbids, decision.QuietHours,
		decision.Fatigue, decision.Cooldown, decision.Quota, decision.Contention, decision.NotRendered, decision.ExperimentHoldout,
		decision.Expired,
	}, slices.Collect(maps.Keys(seen.reasons)), "seed %d does not meet every reason that there is yet", *seed)
	require.Len(t, seen.variants, 5, "seed %d does not meet every variant: %v", *seed, seen.variants)
	// One for each limit, one for a full answer, one for another surface, one for text that
	// cannot be made, one for each experiment, one for what quiet hours outlast; most reasons
	// have none.
	require.Len(t, seen.details, 15, "seed %d does not meet every limit: %v", *seed, seen.details)
}

// The control: a limit that one regime has and the other has not is found, whichever
// it is. So the sequence above would find a limit that only one mode asks for.
func TestAChangedLimitMakesShadowAndLiveDiffer(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*playbook.Definition){
		"per actor":      func(d *playbook.Definition) { d.Limits.MaxPerActorPerDay++ },
		"per type":       func(d *playbook.Definition) { d.Limits.MaxPerTypePerDay++ },
		"per repository": func(d *playbook.Definition) { d.Limits.MaxPerRepoPerDay++ },
		"cool-down":      func(d *playbook.Definition) { d.Limits.CooldownMinutes += 10 },
		"priority":       func(d *playbook.Definition) { d.Limits.Priority += 3 },
		"quiet hours":    func(d *playbook.Definition) { d.OnQuiet = playbook.Bypass },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &dice{state: *seed}
			published := generated(d, playbooks)
			changed := slices.Clone(published)
			for i := range changed {
				if i%2 == 0 {
					change(&changed[i].Definition)
				}
			}
			c := compare(t, newWorld(d), under(playbook.Live, published), under(playbook.Shadow, changed))
			require.GreaterOrEqual(t, c.differ, 0, "seed %d: nothing tells the changed limit", *seed)
		})
	}
}

// What was said in one mode is no part of the other's memory: a regime whose shadow
// entries counted as live ones would say less.
func TestAMemoryOfTheOtherModeIsFound(t *testing.T) {
	t.Parallel()
	d := &dice{state: *seed}
	published := generated(d, playbooks)
	live, shadow := under(playbook.Live, published), under(playbook.Shadow, published)
	shadow.subjects = live.subjects
	c := compare(t, newWorld(d), live, shadow)
	require.GreaterOrEqual(t, c.differ, 0, "seed %d: nothing tells whose memory it is", *seed)
}
