package decision_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

func limited(in *decision.Inputs) (decision.Decision, []fatigue.Change) {
	return decision.Limit(in, decision.Gate(in, decision.Evaluate(in)))
}

func onto(surfaces ...action.Surface) func(*playbook.Definition, *playbook.Program) {
	return func(d *playbook.Definition, _ *playbook.Program) { d.Actions[0].Surfaces = surfaces }
}

func TestWhatIsSaidIsRememberedWithAllThatLimitsCount(t *testing.T) {
	t.Parallel()
	in := inputs(made(1, onto(action.IDE)))
	in.Memory.Subject.Version = 7
	_, remembered := limited(in)
	require.Equal(t, []fatigue.Change{{Window: fatigue.Window{Version: 8, Entries: []fatigue.Entry{{
		At: noon, Type: action.Mirror, PlaybookID: id.UUID{1}, Surfaces: []action.Surface{action.IDE},
		WorkItem: fatigue.WorkItem{RepoID: "acme/shop", Branch: "main"},
	}}}}}, remembered)
}

func TestWhatIsHeldBackIsNotRemembered(t *testing.T) {
	t.Parallel()
	in := inputs(made(1))
	in.Snapshot.Allowed = false
	_, remembered := limited(in)
	require.Empty(t, remembered)
}

func TestBeyondTheBudgetForAlertsTheOtherSurfacesStay(t *testing.T) {
	t.Parallel()
	in := inputs(made(1), made(2), made(3, onto(action.Alert)))
	in.Policy.Quotas.MaxAlertsPerDay = 1
	decided, _ := limited(in)
	require.Len(t, decided.Actions, 2)
	require.Equal(t, action.Surfaces(), decided.Actions[0].Surfaces)
	require.Equal(t, []action.Surface{action.IDE, action.CI}, decided.Actions[1].Surfaces)
	require.Equal(t, []decision.Reason{decision.Quota}, reasons(decided))
	require.Contains(t, decided.Suppressed[0].Explain(), "alerts")
}

func TestInterruptingQuietHoursHasABudgetOfItsOwn(t *testing.T) {
	t.Parallel()
	loud := func(d *playbook.Definition, _ *playbook.Program) { d.OnQuiet = playbook.Bypass }
	in := inputs(made(1, loud, onto(action.Alert)), made(2, loud, onto(action.Alert)))
	in.Request.Now = time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC)
	in.Request.Signal.Severity = signal.Critical
	decided, remembered := limited(in)
	require.Len(t, decided.Actions, 1)
	require.True(t, remembered[0].Window.Entries[0].Bypass)
	require.Equal(t, []decision.Reason{decision.Quota}, reasons(decided))
	require.Contains(t, decided.Suppressed[0].Explain(), "interrupting quiet hours")
}

func TestAPlaybooksOwnLimitsAreAsked(t *testing.T) {
	t.Parallel()
	spoke := fatigue.Entry{At: noon.Add(-time.Minute), Type: action.Mirror, PlaybookID: id.UUID{1}}
	for name, c := range map[string]struct {
		limits playbook.Limits
		want   decision.Reason
		says   string
	}{
		"cool-down":      {playbook.Limits{CooldownMinutes: 2}, decision.Cooldown, "a short while ago"},
		"per actor":      {playbook.Limits{MaxPerActorPerDay: 1}, decision.Fatigue, "one actor and day"},
		"per type":       {playbook.Limits{MaxPerTypePerDay: 1}, decision.Fatigue, "this type of action"},
		"per repository": {playbook.Limits{MaxPerRepoPerDay: 1}, decision.Fatigue, "this repository and day"},
	} {
		in := inputs(made(1, func(d *playbook.Definition, _ *playbook.Program) { d.Limits = c.limits }))
		in.Memory.Subject.Entries = []fatigue.Entry{spoke}
		in.Memory.Repository = map[id.UUID]fatigue.Window{{1}: {Entries: []fatigue.Entry{spoke}}}
		decided, _ := limited(in)
		require.Equal(t, []decision.Reason{c.want}, reasons(decided), name)
		require.Contains(t, decided.Suppressed[0].Explain(), c.says, name)
	}
}

func TestWhoIsOutOfTimeHoldsEverythingBack(t *testing.T) {
	t.Parallel()
	in := inputs(made(1), made(2, func(d *playbook.Definition, _ *playbook.Program) { d.Mode = playbook.Shadow }))
	in.Contended = true
	decided, remembered := limited(in)
	require.Equal(t, []decision.Reason{decision.Contention, decision.Contention}, reasons(decided))
	require.Empty(t, remembered)
}

// Watching a playbook tells what it would do live: on the same memory of its own kind,
// shadow and live decide the same.
func TestShadowAndLiveMeetTheSameLimits(t *testing.T) {
	t.Parallel()
	spoke := func(shadow bool) fatigue.Memory {
		return fatigue.Memory{Subject: fatigue.Window{Entries: []fatigue.Entry{
			{At: noon.Add(-time.Minute), PlaybookID: id.UUID{9}, Shadow: shadow}, {At: noon.Add(-time.Hour), PlaybookID: id.UUID{9}, Shadow: shadow},
		}}}
	}
	live, watched := inputs(made(1), made(2), made(3)), inputs()
	in := func(d *playbook.Definition, _ *playbook.Program) { d.Mode = playbook.Shadow }
	watched.Playbooks = playbook.NewIndex([]playbook.Published{made(1, in), made(2, in), made(3, in)})
	live.Memory, watched.Memory = spoke(false), spoke(true)
	shown, _ := limited(live)
	seen, _ := limited(watched)
	require.Equal(t, shown.Actions, seen.Shadow)
	require.Equal(t, reasons(shown), reasons(seen))
	require.Len(t, shown.Actions, 2, "one of the hour's three was shown before")
}
