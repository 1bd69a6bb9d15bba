package tenant_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// The two years whose shifts are looked at.
var (
	firstDay = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	lastDay  = time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC)
)

// step is the finest at which a full hour begins somewhere on earth.
const step = 15 * time.Minute

// shift is a moment at which a zone's clocks are set.
type shift struct {
	at time.Time
	// from and to are the offsets before and after, in seconds east of UTC.
	from, to int
}

// shifts are those of the zone within the two years.
func shifts(zone *time.Location) []shift {
	var found []shift
	for now := firstDay.In(zone); ; {
		_, end := now.ZoneBounds()
		if end.IsZero() || !end.Before(lastDay) {
			return found
		}
		_, from := now.Zone()
		_, to := end.Zone()
		if now = end; from != to {
			found = append(found, shift{end.UTC(), from, to})
		}
	}
}

// offset is the one in force at the moment, near this shift.
func (s shift) offset(at time.Time) int {
	if at.Before(s.at) {
		return s.from
	}
	return s.to
}

// hourAt reads the wall clock by arithmetic, without the zone.
func (s shift) hourAt(at time.Time) int {
	return at.Add(time.Duration(s.offset(at)) * time.Second).UTC().Hour()
}

// hour is the first local hour of which something is skipped or repeated.
func (s shift) hour() int {
	return s.at.Add(time.Duration(min(s.from, s.to)) * time.Second).UTC().Hour()
}

// spans are the default, one within the day and one over midnight that contain the
// hour. Nothing within the day contains the last hour, since no span ends at 24.
func (s shift) spans(zone *time.Location) []tenant.QuietHours {
	hour := s.hour()
	wraps := tenant.QuietHours{Start: 20, End: hour + 1, Zone: zone}
	if hour >= 19 {
		wraps = tenant.QuietHours{Start: hour, End: 5, Zone: zone}
	}
	within := tenant.QuietHours{Start: max(hour-1, 0), End: min(hour+1, 23), Zone: zone}
	return []tenant.QuietHours{{Start: 22, End: 6, Zone: zone}, within, wraps}
}

// law tells the shift as lawmakers do, and row what it makes of quiet hours.
func (s shift) law() string {
	return fmt.Sprintf("%s %+d>%+d", minute(s.at), s.from/60, s.to/60)
}

func (s shift) row(zone *time.Location) string {
	var row strings.Builder
	for _, quiet := range s.spans(zone) {
		fmt.Fprintf(&row, " | %d-%d ", quiet.Start, quiet.End)
		for _, at := range []time.Time{s.at.Add(-1), s.at, s.at.Add(1)} {
			row.WriteString(map[bool]string{true: "q", false: "-"}[quiet.Cover(at)])
		}
		since, until := around(quiet, s.at)
		fmt.Fprintf(&row, " %s/%s", minute(since), minute(until))
	}
	return row.String()
}

// around answers since when what holds at the moment has held, and until when it does.
func around(quiet tenant.QuietHours, at time.Time) (since, until time.Time) {
	now := quiet.Cover(at)
	for since = at; quiet.Cover(since.Add(-1)) == now; since = since.Add(-step) {
	}
	for until = at.Add(step); quiet.Cover(until) == now; until = until.Add(step) {
	}
	return since, until
}

func minute(at time.Time) string { return at.UTC().Format("2006-01-02T15:04Z") }
