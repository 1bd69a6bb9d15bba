package tenant_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// zones are all that the table knows, or only those whose clocks are set.
func zones(tb testing.TB, shifting bool) *rapid.Generator[*time.Location] {
	tb.Helper()
	known := readTable(tb)
	maps.DeleteFunc(known, func(_ string, rows []string) bool { return shifting && len(rows) == 0 })
	names := slices.Sorted(maps.Keys(known))
	return rapid.Map(rapid.SampledFrom(names), func(name string) *time.Location { return zone(tb, name) })
}

func moments(from, to time.Time) *rapid.Generator[time.Time] {
	return rapid.Map(rapid.Int64Range(from.UnixNano(), to.UnixNano()-1), func(nano int64) time.Time { return time.Unix(0, nano) })
}

var hours = rapid.IntRange(0, 23)

func TestAnySpanIsQuietFromItsStartAndNoLongerAtItsEnd(t *testing.T) {
	t.Parallel()
	all := zones(t, false)
	rapid.Check(t, func(rt *rapid.T) {
		quiet := tenant.QuietHours{Start: hours.Draw(rt, "start"), Zone: all.Draw(rt, "zone")}
		quiet.End = (quiet.Start + rapid.IntRange(1, 23).Draw(rt, "length")) % 24
		day := moments(firstDay, lastDay).Draw(rt, "day").In(quiet.Zone)
		for hour, covered := range map[int]bool{quiet.Start: true, quiet.End: false} {
			edge := time.Date(day.Year(), day.Month(), day.Day(), hour, 0, 0, 0, quiet.Zone)
			if before := edge.Add(-1); edge.Hour() == hour && before.Hour() == (hour+23)%24 { // else the clocks are set here
				require.Equal(rt, covered, quiet.Cover(edge), "at %s", edge)
				require.Equal(rt, !covered, quiet.Cover(before), "before %s", edge)
			}
		}
	})
}

func TestEqualHoursMeanNoneAnywhere(t *testing.T) {
	t.Parallel()
	all := zones(t, false)
	rapid.Check(t, func(rt *rapid.T) {
		hour := hours.Draw(rt, "hour")
		quiet := tenant.QuietHours{Start: hour, End: hour, Zone: all.Draw(rt, "zone")}
		require.False(rt, quiet.Cover(moments(firstDay, lastDay).Draw(rt, "now")))
	})
}

func TestASpanThatWrapsIsTheComplementOfTheSwappedOne(t *testing.T) {
	t.Parallel()
	shifting := zones(t, true)
	rapid.Check(t, func(rt *rapid.T) {
		quiet := tenant.QuietHours{Start: rapid.IntRange(1, 23).Draw(rt, "start"), Zone: shifting.Draw(rt, "zone")}
		quiet.End = rapid.IntRange(0, quiet.Start-1).Draw(rt, "end")
		swapped := tenant.QuietHours{Start: quiet.End, End: quiet.Start, Zone: quiet.Zone}
		now := moments(firstDay, lastDay).Draw(rt, "now")
		require.Equal(rt, !swapped.Cover(now), quiet.Cover(now))
	})
}

// Whether an hour comes for the first or the second time, what the wall shows decides.
func TestNearAShiftTheLocalHourDecides(t *testing.T) {
	t.Parallel()
	shifting := zones(t, true)
	rapid.Check(t, func(rt *rapid.T) {
		location := shifting.Draw(rt, "zone")
		s := rapid.SampledFrom(shifts(location)).Draw(rt, "shift")
		now := moments(s.at.Add(-3*time.Hour), s.at.Add(3*time.Hour)).Draw(rt, "now")
		quiet := tenant.QuietHours{Start: hours.Draw(rt, "start"), End: hours.Draw(rt, "end"), Zone: location}
		within := false
		for hour := quiet.Start; hour != quiet.End; hour = (hour + 1) % 24 {
			within = within || hour == s.hourAt(now)
		}
		require.Equal(rt, within, quiet.Cover(now), "%s at %s", s.law(), now)
	})
}

// A quiet hour that is skipped is not made up for, and one that is repeated is quiet
// twice: it lasts as long as the wall shows it.
func TestAQuietHourLastsAsLongAsTheWallShowsIt(t *testing.T) {
	t.Parallel()
	for name := range readTable(t) {
		location := zone(t, name)
		for _, s := range shifts(location) {
			hour := s.hour()
			quiet := tenant.QuietHours{Start: hour, End: (hour + 1) % 24, Zone: location}
			var lasts, shown time.Duration
			for at := s.at.Add(-6 * time.Hour); at.Before(s.at.Add(6 * time.Hour)); at = at.Add(step) {
				if s.hourAt(at) == hour {
					shown += step
				}
				if quiet.Cover(at) {
					lasts += step
				}
			}
			require.Equal(t, shown, lasts, "%s: %s", name, s.law())
			require.NotEqual(t, time.Hour, lasts, "%s: %s neither skips nor repeats", name, s.law())
		}
	}
}
