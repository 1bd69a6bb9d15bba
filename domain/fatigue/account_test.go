package fatigue_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// mirror is one proposal of playbook 1, without a work item.
func mirror(at time.Time, change ...func(*fatigue.Entry)) fatigue.Entry {
	e := fatigue.Entry{At: at, Type: action.Mirror, PlaybookID: id.UUID{1}, Surfaces: []action.Surface{action.IDE}}
	for _, apply := range change {
		apply(&e)
	}
	return e
}

func another(e *fatigue.Entry) { e.PlaybookID = id.UUID{2} }

func about(repoID, branch string) func(*fatigue.Entry) {
	return func(e *fatigue.Entry) { e.WorkItem = fatigue.WorkItem{RepoID: repoID, Branch: branch} }
}

func bypassing(e *fatigue.Entry) { e.Bypass = true }

func mentoring(e *fatigue.Entry) { e.Type = action.Mentor }

func shadow(e *fatigue.Entry) { e.Shadow = true }

// ample has room for whatever a test does not ask about.
func ample(change func(*fatigue.Limits)) fatigue.Limits {
	l := fatigue.Limits{PerHour: 100, PerDay: 100, AlertsPerDay: 100, BypassesPerDay: 100}
	change(&l)
	return l
}

func past(entries ...fatigue.Entry) fatigue.Memory {
	return fatigue.Memory{Subject: fatigue.Window{Version: 1, Entries: entries}}
}

func TestEachLimitCountsWhatItIsAbout(t *testing.T) {
	t.Parallel()
	ago := func(d time.Duration) time.Time { return noon.Add(-d) }
	none := func(*fatigue.Limits) {}
	for name, c := range map[string]struct {
		memory fatigue.Memory
		limits func(*fatigue.Limits)
		entry  fatigue.Entry
		want   fatigue.Limit
	}{
		"nothing was shown": {past(), none, mirror(noon), ""},
		"the hour is full":  {past(mirror(ago(59 * time.Minute))), func(l *fatigue.Limits) { l.PerHour = 1 }, mirror(noon), fatigue.SubjectHourly},
		"the hour is over":  {past(mirror(ago(time.Hour))), func(l *fatigue.Limits) { l.PerHour = 1 }, mirror(noon), ""},
		"the hour is full of another playbook's": {
			past(mirror(ago(time.Minute), another, mentoring)), func(l *fatigue.Limits) { l.PerHour = 1 }, mirror(noon), fatigue.SubjectHourly,
		},
		"the day is full":     {past(mirror(ago(23 * time.Hour))), func(l *fatigue.Limits) { l.PerDay = 1 }, mirror(noon), fatigue.SubjectDaily},
		"the day is over":     {past(mirror(ago(24 * time.Hour))), func(l *fatigue.Limits) { l.PerDay = 1 }, mirror(noon), ""},
		"a budget of nothing": {past(), func(l *fatigue.Limits) { l.PerDay = 0 }, mirror(noon), fatigue.SubjectDaily},
		"it cools down": {
			past(mirror(ago(29 * time.Minute))), func(l *fatigue.Limits) { l.Cooldown = 30 * time.Minute }, mirror(noon), fatigue.Cooldown,
		},
		"it has cooled down": {
			past(mirror(ago(30 * time.Minute))), func(l *fatigue.Limits) { l.Cooldown = 30 * time.Minute }, mirror(noon), "",
		},
		"another playbook cools down": {
			past(mirror(ago(time.Minute), another)), func(l *fatigue.Limits) { l.Cooldown = time.Hour }, mirror(noon), "",
		},
		"it spoke of the branch": {
			past(mirror(ago(23*time.Hour), about("acme/shop", "main"))), none, mirror(noon, about("acme/shop", "main")), fatigue.WorkItemDaily,
		},
		"it spoke of another branch": {
			past(mirror(ago(time.Hour), about("acme/shop", "main"))), none, mirror(noon, about("acme/shop", "fix")), "",
		},
		"names of work items do not run together": {
			past(mirror(ago(time.Hour), about("acme/shop", "a/b"))), none, mirror(noon, about("acme/shop/a", "b")), "",
		},
		"another playbook spoke of the branch": {
			past(mirror(ago(time.Hour), another, about("acme/shop", "main"))), none, mirror(noon, about("acme/shop", "main")), "",
		},
		"without a repository there is no work item": {past(mirror(ago(time.Minute))), none, mirror(noon), ""},
		"the playbook spoke enough": {
			past(mirror(ago(time.Hour))), func(l *fatigue.Limits) { l.PlaybookPerDay = 1 }, mirror(noon), fatigue.PlaybookDaily,
		},
		"there was enough of the type, whoever said it": {
			past(mirror(ago(time.Hour), another)), func(l *fatigue.Limits) { l.TypePerDay = 1 }, mirror(noon), fatigue.TypeDaily,
		},
		"there was enough of another type": {
			past(mirror(ago(time.Hour), mentoring)), func(l *fatigue.Limits) { l.TypePerDay = 1 }, mirror(noon), "",
		},
		"quiet hours were interrupted enough": {
			past(mirror(ago(time.Hour), bypassing)), func(l *fatigue.Limits) { l.BypassesPerDay = 1 }, mirror(noon, bypassing), fatigue.BypassDaily,
		},
		"what interrupts nobody takes nothing from that budget": {
			past(mirror(ago(time.Hour), bypassing)), func(l *fatigue.Limits) { l.BypassesPerDay = 1 }, mirror(noon), "",
		},
		"shadow takes nothing from what is live": {
			past(mirror(ago(time.Minute), shadow)), func(l *fatigue.Limits) { l.PerHour = 1 }, mirror(noon), "",
		},
		"what is live takes nothing from shadow": {
			past(mirror(ago(time.Minute))), func(l *fatigue.Limits) { l.PerHour = 1 }, mirror(noon, shadow), "",
		},
		"a clock that was ahead counts": {
			past(mirror(noon.Add(time.Minute))), func(l *fatigue.Limits) { l.PerHour = 1 }, mirror(noon), fatigue.SubjectHourly,
		},
	} {
		require.Equal(t, c.want, fatigue.NewAccount(c.memory).Take(c.entry, ample(c.limits)), name)
	}
}

func TestARepositoryHearsAPlaybookSoOftenWhomeverItSpeaksTo(t *testing.T) {
	t.Parallel()
	limits := ample(func(l *fatigue.Limits) { l.RepositoryPerDay = 2 })
	memory := fatigue.Memory{Repository: map[id.UUID]fatigue.Window{
		{1}: {Version: 4, Entries: []fatigue.Entry{mirror(noon.Add(-25 * time.Hour)), mirror(noon.Add(-time.Hour))}},
	}}
	account := fatigue.NewAccount(memory)
	require.Empty(t, account.Take(mirror(noon, about("acme/shop", "a")), limits))
	require.Equal(t, fatigue.RepositoryDaily, account.Take(mirror(noon, about("acme/shop", "b")), limits))
	require.Empty(t, account.Take(mirror(noon, another, about("acme/shop", "c")), limits))

	changes := account.Changes()
	require.Len(t, changes, 3, "the subject's window and one for each playbook with such a limit")
	require.Zero(t, changes[0].PlaybookID)
	require.Len(t, changes[0].Window.Entries, 2)
	require.Equal(t, id.UUID{1}, changes[1].PlaybookID)
	require.Equal(t, int64(5), changes[1].Window.Version)
	require.Len(t, changes[1].Window.Entries, 2, "what is older than a day is gone")
	require.Equal(t, id.UUID{2}, changes[2].PlaybookID)
	require.Equal(t, int64(1), changes[2].Window.Version)
}

func TestAnAccountCountsWhatItTook(t *testing.T) {
	t.Parallel()
	limits := ample(func(l *fatigue.Limits) { l.PerHour, l.AlertsPerDay, l.Cooldown = 2, 1, time.Hour })
	account := fatigue.NewAccount(past())
	alert := mirror(noon, func(e *fatigue.Entry) { e.Surfaces = []action.Surface{action.Alert} })
	require.True(t, account.AlertsLeft(&alert, &limits))
	require.Empty(t, account.Take(alert, limits))
	require.False(t, account.AlertsLeft(&alert, &limits))
	require.Empty(t, account.Take(mirror(noon), limits), "a cool-down is from one decision to the next")
	require.Equal(t, fatigue.SubjectHourly, account.Take(mirror(noon), limits))
	require.Equal(t, fatigue.Window{Version: 2, Entries: []fatigue.Entry{alert, mirror(noon)}}, account.Changes()[0].Window)
}

func TestNothingTakenIsNothingToRemember(t *testing.T) {
	t.Parallel()
	account := fatigue.NewAccount(past(mirror(noon)))
	require.NotEmpty(t, account.Take(mirror(noon), fatigue.Limits{}))
	require.Empty(t, account.Changes())
}
