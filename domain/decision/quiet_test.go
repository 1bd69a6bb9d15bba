package decision_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// late is within the default quiet hours, which end in the morning.
var (
	late    = time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC)
	morning = time.Date(2026, 3, 3, 6, 0, 0, 0, time.UTC)
)

func quietly(choice playbook.QuietRule) func(*playbook.Definition, *playbook.Program) {
	return func(d *playbook.Definition, _ *playbook.Program) { d.OnQuiet = choice }
}

func lasting(minutes int) func(*playbook.Definition, *playbook.Program) {
	return func(d *playbook.Definition, _ *playbook.Program) { d.Actions[0].ExpiresInMinutes = minutes }
}

// atNight is asked from the surface, late.
func atNight(surface action.Surface, published ...playbook.Published) *decision.Inputs {
	in := inputs(published...)
	in.Request.Now, in.Request.Context.Surface = late, surface
	return in
}

func waits(digest bool, surfaces ...action.Surface) action.Deferral {
	return action.Deferral{Surfaces: surfaces, Until: morning, Digest: digest}
}

func TestWhatIsDeferredWaitsWhereItWouldInterrupt(t *testing.T) {
	t.Parallel()
	all := func(in *decision.Inputs) { in.Policy.QuietHours.AppliesTo = tenant.QuietAll }
	for name, c := range map[string]struct {
		surface action.Surface
		onto    []action.Surface
		change  func(*decision.Inputs)
		want    []action.Surface
	}{
		"beside the answer":          {action.IDE, action.Surfaces(), nil, []action.Surface{action.CI, action.Alert}},
		"nothing beside the answer":  {action.IDE, []action.Surface{action.IDE}, nil, nil},
		"asked for another surface":  {action.IDE, []action.Surface{action.Alert}, nil, []action.Surface{action.Alert}},
		"in the background":          {action.Background, action.Surfaces(), nil, action.Surfaces()},
		"where answers are quiet":    {action.IDE, action.Surfaces(), all, action.Surfaces()},
		"by day nothing waits":       {action.IDE, action.Surfaces(), func(in *decision.Inputs) { in.Request.Now = noon }, nil},
		"where there is no quiet":    {action.Background, action.Surfaces(), func(in *decision.Inputs) { in.Policy.QuietHours.End = 22 }, nil},
		"only what the tenant uses":  {action.Background, action.Surfaces(), func(in *decision.Inputs) { in.Policy.EnabledSurfaces = []action.Surface{action.CI} }, []action.Surface{action.CI}},
		"only what the actor likes":  {action.Background, action.Surfaces(), func(in *decision.Inputs) { in.Preferences.PreferredSurfaces = []action.Surface{action.CI} }, []action.Surface{action.CI}},
		"an alert beyond the budget": {action.Background, action.Surfaces(), func(in *decision.Inputs) { in.Policy.Quotas.MaxAlertsPerDay = 0 }, []action.Surface{action.IDE, action.CI}},
	} {
		for choice, digest := range map[playbook.QuietRule]bool{playbook.Defer: false, playbook.Digest: true} {
			in := atNight(c.surface, made(1, quietly(choice), onto(c.onto...)))
			if c.change != nil {
				c.change(in)
			}
			decided := decide(in)
			require.Len(t, decided.Actions, 1, name)
			want := action.Deferral{}
			if c.want != nil {
				want = waits(digest, c.want...)
			}
			require.Equal(t, want, decided.Actions[0].Deferral, name)
			require.Subset(t, decided.Actions[0].Surfaces, c.want, name)
		}
	}
}

func TestTheOnlyAlertBeyondItsBudgetIsHeldBackThoughItWouldWait(t *testing.T) {
	t.Parallel()
	in := atNight(action.Background, made(1, quietly(playbook.Digest), onto(action.Alert)))
	in.Policy.Quotas.MaxAlertsPerDay = 0
	require.Equal(t, []decision.Reason{decision.Quota}, reasons(decide(in)))
}

// Seven hours are left of the night.
func TestWhatQuietHoursOutlastIsExpired(t *testing.T) {
	t.Parallel()
	for minutes, want := range map[int][]decision.Reason{419: {decision.Expired}, 420: {decision.Expired}, 421: nil} {
		decided := decide(atNight(action.Background, made(1, quietly(playbook.Defer), lasting(minutes))))
		require.Equal(t, want, reasons(decided), minutes)
	}
	answered := decide(atNight(action.IDE, made(1, quietly(playbook.Digest), lasting(60))))
	require.Equal(t, []action.Surface{action.IDE}, answered.Actions[0].Surfaces, "the answer is as good as ever")
	require.Zero(t, answered.Actions[0].Deferral)
}

func TestWhatWaitsTakesItsPlaceInTheMemoryWhenItIsDecided(t *testing.T) {
	t.Parallel()
	in := atNight(action.Background, made(1, quietly(playbook.Defer)))
	_, remembered := limited(in)
	require.Equal(t, action.Surfaces(), remembered[0].Window.Entries[0].Surfaces)
	require.Equal(t, late, remembered[0].Window.Entries[0].At)
}

func TestTheExplanationSaysUntilWhenSomethingWaits(t *testing.T) {
	t.Parallel()
	for choice, want := range map[playbook.QuietRule]string{
		playbook.Defer:  "It waits for quiet hours to end, 2026-03-03T06:00:00Z.",
		playbook.Digest: "It waits for quiet hours to end, 2026-03-03T06:00:00Z, and goes out in a digest.",
		playbook.Bypass: "It interrupts quiet hours.",
	} {
		in := atNight(action.Background, made(1, quietly(choice)))
		in.Request.Explain, in.Request.Signal.Severity = true, signal.Critical
		steps := decide(in).Explanation[0].Steps
		require.Equal(t, decision.Step{Name: "actions[0]", Passed: true, Detail: want}, steps[len(steps)-1])
	}
}

func TestABypassIsSaidToBeOne(t *testing.T) {
	t.Parallel()
	in := atNight(action.Background, made(1, quietly(playbook.Bypass)), made(2))
	in.Request.Signal.Severity = signal.Critical
	decided := decide(in)
	require.Len(t, decided.Actions, 1)
	require.True(t, decided.Actions[0].Bypass)
	in.Request.Now = noon
	for _, a := range decide(in).Actions {
		require.False(t, a.Bypass, "by day nothing is interrupted")
	}
}

func TestAWaitingActionIsKeptAsItWasDecided(t *testing.T) {
	t.Parallel()
	in := atNight(action.IDE, made(1, quietly(playbook.Digest)), made(2, quietly(playbook.Defer)), made(3, quietly(playbook.Bypass), onto(action.Alert)))
	in.Request.Signal.Severity = signal.Critical
	in.Policy.Quotas.MaxAlertsPerDay = 5
	decided := decide(in)
	require.Len(t, decided.Actions, 3)
	document, err := decided.Document()
	require.NoError(t, err)
	golden(t, "document.quiet.v1.json", document)
	golden(t, "receipt.quiet.v1.json", decided.Receipt(0).Canonical())
	kept, err := decision.FromDocument(document)
	require.NoError(t, err)
	require.Equal(t, decided, kept)
}

// Whatever the rest: nothing is pushed in quiet hours but a bypass, and nothing waits
// for a moment at which it is quiet, or that it does not see.
func TestNothingIsPushedInQuietHoursButABypass(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		choice := rapid.SampledFrom([]playbook.QuietRule{playbook.Drop, playbook.Defer, playbook.Digest, playbook.Bypass}).Draw(rt, "choice")
		asked := rapid.SampledFrom(append(action.Surfaces(), action.Background)).Draw(rt, "asked")
		in := atNight(asked, made(1, quietly(choice), onto(someOf(rt, "onto", action.Surfaces())...),
			lasting(rapid.IntRange(1, 3000).Draw(rt, "minutes"))))
		in.Request.Now = noon.Add(time.Duration(rapid.IntRange(0, 48*60).Draw(rt, "now")) * time.Minute)
		in.Request.Signal.Severity = rapid.SampledFrom([]signal.Severity{signal.High, signal.Critical}).Draw(rt, "severity")
		in.Policy.QuietHours.AppliesTo = rapid.SampledFrom([]tenant.QuietScope{tenant.QuietPush, tenant.QuietAll}).Draw(rt, "scope")
		quiet := in.Policy.QuietHours.Cover(in.Request.Now)
		for _, a := range decide(in).Actions {
			for _, surface := range a.Surfaces {
				answered := surface == asked && in.Policy.QuietHours.AppliesTo == tenant.QuietPush
				require.True(rt, !quiet || answered || a.Bypass || a.Deferral.Waits(surface), surface)
				require.False(rt, quiet && answered && a.Deferral.Waits(surface))
			}
			require.Subset(rt, a.Surfaces, a.Deferral.Surfaces)
			if len(a.Deferral.Surfaces) > 0 {
				require.True(rt, quiet && (choice == playbook.Defer || choice == playbook.Digest))
				require.False(rt, in.Policy.QuietHours.Cover(a.Deferral.Until))
				require.True(rt, a.Deferral.Until.Before(a.ExpiresAt))
			}
		}
	})
}
