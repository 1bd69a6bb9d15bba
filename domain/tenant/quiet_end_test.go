package tenant_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// endByMinutes looks at every minute; no clock is set at anything finer.
func endByMinutes(quiet tenant.QuietHours, now time.Time) time.Time {
	if !quiet.Cover(now) {
		return now
	}
	at := now.Truncate(time.Minute)
	for quiet.Cover(at) {
		at = at.Add(time.Minute)
	}
	return at
}

func TestASpanEndsAtItsEnd(t *testing.T) {
	t.Parallel()
	night, day := tenant.QuietHours{Start: 22, End: 6}, tenant.QuietHours{Start: 9, End: 17}
	kathmandu := tenant.QuietHours{Start: 22, End: 6, Zone: zone(t, "Asia/Kathmandu")}
	for name, c := range map[string]struct {
		quiet     tenant.QuietHours
		now, want time.Time
	}{
		"before midnight":             {night, clock(23, 15, 7), clock(6, 0, 0).AddDate(0, 0, 1)},
		"at its start":                {night, clock(22, 0, 0), clock(6, 0, 0).AddDate(0, 0, 1)},
		"after midnight":              {night, clock(0, 0, 1), clock(6, 0, 0)},
		"a nanosecond before its end": {night, clock(6, 0, 0).Add(-1), clock(6, 0, 0)},
		"within a day":                {day, clock(9, 0, 0), clock(17, 0, 0)},
		"outside":                     {night, clock(12, 1, 2), clock(12, 1, 2)},
		"at its end":                  {night, clock(6, 0, 0), clock(6, 0, 0)},
		"no hours":                    {tenant.QuietHours{Start: 3, End: 3}, clock(3, 0, 0), clock(3, 0, 0)},
		"a zone of 5:45":              {kathmandu, clock(20, 0, 0), clock(0, 15, 0).AddDate(0, 0, 1)},
	} {
		require.Equal(t, c.want, c.quiet.Until(c.now), name)
	}
}

func TestTheNextEndIsThatOfTheSpanAtHandOrOfTheNext(t *testing.T) {
	t.Parallel()
	night := tenant.QuietHours{Start: 22, End: 6}
	require.Equal(t, clock(6, 0, 0), night.EndAfter(clock(1, 0, 0)))
	require.Equal(t, clock(6, 0, 0).AddDate(0, 0, 1), night.EndAfter(clock(6, 0, 0)), "that one is over")
	require.Zero(t, tenant.QuietHours{Start: 5, End: 5}.EndAfter(clock(5, 0, 0)))
}

// Spans that begin, end, are skipped or repeated where clocks are set, in all zones.
func TestNearAShiftASpanEndsWhenItIsQuietNoLonger(t *testing.T) {
	t.Parallel()
	shifting := zones(t, true)
	rapid.Check(t, func(rt *rapid.T) {
		location := shifting.Draw(rt, "zone")
		s := rapid.SampledFrom(shifts(location)).Draw(rt, "shift")
		now := moments(s.at.Add(-26*time.Hour), s.at.Add(3*time.Hour)).Draw(rt, "now")
		quiet := tenant.QuietHours{Start: hours.Draw(rt, "start"), End: hours.Draw(rt, "end"), Zone: location}
		require.True(rt, endByMinutes(quiet, now).Equal(quiet.Until(now)), "%s at %s", s.law(), now)
	})
}

func TestAnySpanEndsWhenItIsQuietNoLonger(t *testing.T) {
	t.Parallel()
	all := zones(t, false)
	rapid.Check(t, func(rt *rapid.T) {
		quiet := tenant.QuietHours{Start: hours.Draw(rt, "start"), End: hours.Draw(rt, "end"), Zone: all.Draw(rt, "zone")}
		now := moments(firstDay, lastDay).Draw(rt, "now")
		require.True(rt, endByMinutes(quiet, now).Equal(quiet.Until(now)))
		end := quiet.EndAfter(now)
		require.Equal(rt, quiet.Start == quiet.End, end.IsZero())
		require.True(rt, end.IsZero() || end.After(now) && !quiet.Cover(end) && quiet.Cover(end.Add(-1)))
	})
}

// Every span over every shift, from a moment that is within it.
func TestEverySpanOverAShiftEndsWhereTheTableOfShiftsSays(t *testing.T) {
	t.Parallel()
	for name := range readTable(t) {
		location := zone(t, name)
		for _, s := range shifts(location) {
			for _, quiet := range s.spans(location) {
				if quiet.Cover(s.at) {
					_, until := around(quiet, s.at)
					require.Equal(t, until.UTC(), quiet.Until(s.at).UTC(), "%s: %s", name, s.law())
				}
			}
		}
	}
}
