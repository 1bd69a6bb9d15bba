package tenant_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the zones, whatever the machine has

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

func clock(hour, minute, second int) time.Time {
	return time.Date(2026, 3, 4, hour, minute, second, 0, time.UTC)
}

func zone(tb testing.TB, name string) *time.Location {
	tb.Helper()
	location, err := time.LoadLocation(name)
	require.NoError(tb, err, "the machine has no time zone data for %s", name)
	return location
}

func TestStartIsInclusiveAndEndExclusive(t *testing.T) {
	t.Parallel()
	quiet := tenant.QuietHours{Start: 9, End: 17}
	require.False(t, quiet.Cover(clock(8, 59, 59)))
	require.True(t, quiet.Cover(clock(9, 0, 0)))
	require.True(t, quiet.Cover(clock(16, 59, 59)))
	require.False(t, quiet.Cover(clock(17, 0, 0)))
}

func TestQuietHoursMayWrapMidnight(t *testing.T) {
	t.Parallel()
	quiet := tenant.QuietHours{Start: 22, End: 6}
	for hour := range 24 {
		require.Equal(t, hour >= 22 || hour < 6, quiet.Cover(clock(hour, 30, 0)), "%d:30", hour)
	}
}

func TestEqualHoursMeanNone(t *testing.T) {
	t.Parallel()
	for start := range 24 {
		for hour := range 24 {
			require.False(t, tenant.QuietHours{Start: start, End: start}.Cover(clock(hour, 0, 0)))
		}
	}
}

func TestHoursAreCountedInTheTenantsZone(t *testing.T) {
	t.Parallel()
	for name, quietAt := range map[string]int{"Europe/Berlin": 21, "America/New_York": 3, "Asia/Kolkata": 17} {
		quiet := tenant.QuietHours{Start: 22, End: 6, Zone: zone(t, name)}
		require.True(t, quiet.Cover(clock(quietAt, 30, 0)), name)
	}
	require.False(t, tenant.QuietHours{Start: 22, End: 6, Zone: zone(t, "America/Los_Angeles")}.Cover(clock(22, 0, 0)))
}

// Each case is a minute before and after the shift, in UTC.
func TestQuietHoursFollowTheShiftsOfDaylightSaving(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		zone        string
		start, end  int
		before      string
		quietBefore bool
		quietAfter  bool
	}{
		"Berlin skips 2 to 3: a span from 2 to 3 never comes":   {"Europe/Berlin", 2, 3, "2026-03-29T00:59:00Z", false, false},
		"Berlin skips 2 to 3: quiet until 3 ends an hour early": {"Europe/Berlin", 22, 3, "2026-03-29T00:59:00Z", true, false},
		"Berlin repeats 2 to 3: quiet both times":               {"Europe/Berlin", 2, 3, "2026-10-25T00:59:00Z", true, true},
		"Berlin repeats 2 to 3: quiet until 3 lasts":            {"Europe/Berlin", 22, 3, "2026-10-25T00:59:00Z", true, true},
		"New York skips 2 to 3":                                 {"America/New_York", 22, 3, "2026-03-08T06:59:00Z", true, false},
		"New York repeats 1 to 2":                               {"America/New_York", 1, 2, "2026-11-01T05:59:00Z", true, true},
		"Lord Howe skips half of 2 to 3":                        {"Australia/Lord_Howe", 2, 3, "2026-10-03T15:29:00Z", false, true},
		"Lord Howe repeats half of 1 to 2":                      {"Australia/Lord_Howe", 1, 2, "2026-04-04T14:59:00Z", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, err := time.Parse(time.RFC3339, c.before)
			require.NoError(t, err)
			quiet := tenant.QuietHours{Start: c.start, End: c.end, Zone: zone(t, c.zone)}
			require.Equal(t, c.quietBefore, quiet.Cover(before))
			require.Equal(t, c.quietAfter, quiet.Cover(before.Add(2*time.Minute)))
		})
	}
}

// The hour that the wall shows decides, whatever the zone and the day.
func TestCoverEqualsTheHourOnTheWall(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		location := zone(t, rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"}).Draw(rt, "zone"))
		quiet := tenant.QuietHours{Start: rapid.IntRange(0, 23).Draw(rt, "start"), End: rapid.IntRange(0, 23).Draw(rt, "end"), Zone: location}
		now := time.Unix(rapid.Int64Range(1_700_000_000, 1_900_000_000).Draw(rt, "now"), 0)
		want := false
		for hour := quiet.Start; hour != quiet.End; hour = (hour + 1) % 24 {
			want = want || now.In(location).Format("15") == clock(hour, 0, 0).Format("15")
		}
		require.Equal(rt, want, quiet.Cover(now))
	})
}
