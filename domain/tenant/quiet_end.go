package tenant

import "time"

// Until answers when the quiet span that covers the moment ends: the first instant, not
// before the moment, that Cover denies. It is the moment itself where nothing covers it.
func (q QuietHours) Until(now time.Time) time.Time {
	at := now
	for q.Cover(at) {
		at = q.nextHour(at)
	}
	return at
}

// EndAfter answers when the first quiet span that covers anything from the moment on
// ends; zero where no hours are quiet.
func (q QuietHours) EndAfter(now time.Time) time.Time {
	if q.Start == q.End {
		return time.Time{}
	}
	at := now
	for !q.Cover(at) {
		at = q.nextHour(at)
	}
	return q.Until(at)
}

// nextHour answers when the wall shows another hour, or the clocks are set: in between
// Cover cannot change. Offsets need not be of full hours, nor of full minutes.
func (q QuietHours) nextHour(at time.Time) time.Time {
	local := at.In(q.zone())
	into := time.Duration(local.Minute())*time.Minute + time.Duration(local.Second())*time.Second +
		time.Duration(local.Nanosecond())
	next := at.Add(time.Hour - into)
	if _, shift := local.ZoneBounds(); !shift.IsZero() && shift.Before(next) {
		next = shift
	}
	return next.In(at.Location())
}
