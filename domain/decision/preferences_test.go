package decision_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
)

func TestASnoozeThatIsOverHoldsNothingBack(t *testing.T) {
	t.Parallel()
	in := inputs(made(1))
	in.Preferences.SnoozeUntil = noon
	require.Len(t, decide(in).Actions, 1)
}

func TestPreferredSurfacesNarrow(t *testing.T) {
	t.Parallel()
	in := inputs(made(1))
	in.Preferences.PreferredSurfaces = []action.Surface{action.CI, action.IDE}
	in.Policy.EnabledSurfaces = []action.Surface{action.Alert, action.CI}
	require.Equal(t, []action.Surface{action.CI}, decide(in).Actions[0].Surfaces)
}

func TestWhatAnActorWantsIsNotCalledAPolicy(t *testing.T) {
	t.Parallel()
	ide := func(d *playbook.Definition, _ *playbook.Program) {
		d.Actions[0].Surfaces = []action.Surface{action.IDE}
	}
	for name, c := range map[string]struct {
		change func(*decision.Inputs)
		status receipt.Status
		detail string
	}{
		"the actor": {func(in *decision.Inputs) {
			in.Preferences.PreferredSurfaces = []action.Surface{action.CI}
		}, receipt.Pass, "The actor prefers other surfaces."},
		"the tenant": {func(in *decision.Inputs) {
			in.Preferences.PreferredSurfaces = []action.Surface{action.CI}
			in.Policy.EnabledSurfaces = []action.Surface{action.CI}
		}, receipt.SoftBlock, ""},
		"a snooze": {func(in *decision.Inputs) { in.Preferences.SnoozeUntil = noon.Add(time.Hour) }, receipt.Pass, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := inputs(made(1, ide))
			c.change(in)
			decided := decide(in)
			require.Equal(t, c.status, decided.Receipt(0).Status)
			require.Equal(t, c.detail, decided.Suppressed[0].Detail)
		})
	}
}

// offered answers where each action of a decision goes.
func offered(in *decision.Inputs) map[byte][]action.Surface {
	places := map[byte][]action.Surface{}
	for _, a := range decide(in).Actions {
		places[a.PlaybookID[0]] = a.Surfaces
	}
	return places
}

func ofType(kind action.Type) func(*playbook.Definition, *playbook.Program) {
	return func(d *playbook.Definition, _ *playbook.Program) { d.Actions[0].Type = kind }
}

func someOf[T any](t *rapid.T, label string, all []T) []T {
	return rapid.Permutation(all).Draw(t, label)[:rapid.IntRange(0, len(all)).Draw(t, label+" kept")]
}

func TestPreferencesNarrowWhatTheTenantAllowsAndNeverWidenIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := inputs(made(1, ofType(action.Mirror)), made(2, ofType(action.Mentor)), made(3, ofType(action.Multiplier)))
		in.Policy.Quotas.MaxAlertsPerDay = 3 // or one that is held back leaves its alert to another
		in.Policy.EnabledSurfaces = someOf(t, "surfaces", action.Surfaces())
		in.Policy.EnabledActionTypes = someOf(t, "types", action.Types())
		without := offered(in)
		in.Preferences = preference.Preferences{
			OptOutCategories:  someOf(t, "opted out", action.Types()),
			PreferredSurfaces: someOf(t, "preferred", action.Surfaces()),
			SnoozeUntil:       noon.Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, "snooze"))),
		}
		for playbookID, surfaces := range offered(in) {
			require.Subset(t, without[playbookID], surfaces)
			require.False(t, slices.ContainsFunc(surfaces, func(s action.Surface) bool { return !in.Preferences.Prefers(s) }))
		}
	})
}

//nolint:paralleltest // allocations are counted for the whole process
func TestDefaultPreferencesCostADecisionNoAllocation(t *testing.T) {
	in, wanted := inputs(made(1)), inputs(made(1))
	wanted.Preferences = preference.Preferences{OptOutCategories: []action.Type{action.Mentor}, SnoozeUntil: noon}
	allocations := func(in *decision.Inputs) float64 {
		evaluated := decision.Evaluate(in)
		return testing.AllocsPerRun(100, func() { _ = decision.Gate(in, evaluated) })
	}
	require.InDelta(t, allocations(wanted), allocations(in), 0, "asking costs nothing, whatever the answer")
}
