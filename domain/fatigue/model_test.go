package fatigue_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

// entries are of a few playbooks, types and places, so that they meet.
func entries(at time.Time) *rapid.Generator[fatigue.Entry] {
	return rapid.Custom(func(rt *rapid.T) fatigue.Entry {
		return fatigue.Entry{
			At: at, Type: rapid.SampledFrom(action.Types()).Draw(rt, "type"), PlaybookID: id.UUID{rapid.Byte().Draw(rt, "playbook") % 3},
			WorkItem: fatigue.WorkItem{
				RepoID: rapid.SampledFrom([]string{"", "r"}).Draw(rt, "repo"), Branch: rapid.SampledFrom([]string{"", "b"}).Draw(rt, "branch"),
			},
			Surfaces: []action.Surface{rapid.SampledFrom(action.Surfaces()).Draw(rt, "surface")},
			Bypass:   rapid.Bool().Draw(rt, "bypass"), Shadow: rapid.Bool().Draw(rt, "shadow"),
		}
	})
}

// model keeps everything for ever and counts by reading all of it.
type model struct{ all []fatigue.Entry }

func (m *model) since(e fatigue.Entry, span time.Duration, alike func(fatigue.Entry) bool) int {
	count := 0
	for _, p := range m.all {
		if p.Shadow == e.Shadow && e.At.Sub(p.At) < span && alike(p) {
			count++
		}
	}
	return count
}

func (m *model) fits(e fatigue.Entry, l fatigue.Limits) bool {
	own := func(p fatigue.Entry) bool { return p.PlaybookID == e.PlaybookID }
	day := func(limit int, alike func(fatigue.Entry) bool) bool {
		return m.since(e, fatigue.Span, alike) < limit
	}
	unlimited := func(limit int) bool { return limit == 0 }
	return (unlimited(int(l.Cooldown)) || m.since(e, l.Cooldown, func(p fatigue.Entry) bool { return own(p) && p.At.Before(e.At) }) == 0) &&
		(e.WorkItem.RepoID == "" || day(1, func(p fatigue.Entry) bool { return own(p) && p.WorkItem == e.WorkItem })) &&
		(unlimited(l.PlaybookPerDay) || day(l.PlaybookPerDay, own)) &&
		(unlimited(l.TypePerDay) || day(l.TypePerDay, func(p fatigue.Entry) bool { return p.Type == e.Type })) &&
		(!e.Bypass || day(l.BypassesPerDay, func(p fatigue.Entry) bool { return p.Bypass })) &&
		m.since(e, time.Hour, func(fatigue.Entry) bool { return true }) < l.PerHour &&
		day(l.PerDay, func(fatigue.Entry) bool { return true })
}

// A window that forgets what is older than a day decides as one that keeps it all.
func TestLimitsEqualTheModelOverAnyHistory(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		limits := fatigue.Limits{
			PerHour: rapid.IntRange(0, 4).Draw(rt, "hour"), PerDay: rapid.IntRange(0, 8).Draw(rt, "day"),
			BypassesPerDay: rapid.IntRange(0, 2).Draw(rt, "bypasses"), PlaybookPerDay: rapid.IntRange(0, 4).Draw(rt, "playbook"),
			TypePerDay: rapid.IntRange(0, 4).Draw(rt, "type"), Cooldown: time.Duration(rapid.IntRange(0, 90).Draw(rt, "cooldown")) * time.Minute,
		}
		var window fatigue.Window
		var kept model
		now := noon
		for range rapid.IntRange(1, 20).Draw(rt, "decisions") {
			now = now.Add(time.Duration(rapid.IntRange(1, 400).Draw(rt, "later")) * time.Minute)
			account := fatigue.NewAccount(fatigue.Memory{Subject: window})
			for _, e := range rapid.SliceOfN(entries(now), 0, 3).Draw(rt, "entries") {
				fits := kept.fits(e, limits)
				require.Equal(rt, fits, account.Take(e, limits) == "", "%+v", e)
				if fits {
					kept.all = append(kept.all, e)
				}
			}
			for _, change := range account.Changes() {
				require.Equal(rt, window.Version+1, change.Window.Version)
				window = change.Window
			}
		}
	})
}
