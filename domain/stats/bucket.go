package stats

import "time"

// Bucket is how long a point of a series is.
type Bucket string

// The buckets, all in UTC. A week begins on Monday.
const (
	ByHour  Bucket = "hour"
	ByDay   Bucket = "day"
	ByWeek  Bucket = "week"
	ByMonth Bucket = "month"
)

// Valid reports whether the bucket exists.
func (b Bucket) Valid() bool { return b == ByHour || b == ByDay || b == ByWeek || b == ByMonth }

// Start answers the begin of the bucket that holds the moment.
func (b Bucket) Start(at time.Time) time.Time {
	day := Day(at)
	switch b {
	case ByHour:
		return Hour(at)
	case ByWeek:
		const week = 7
		return day.AddDate(0, 0, -(int(day.Weekday())+week-1)%week)
	case ByMonth:
		return day.AddDate(0, 0, 1-day.Day())
	case ByDay:
	}
	return day
}

// end answers the begin of the first bucket that does not begin before the moment.
func (b Bucket) end(at time.Time) time.Time {
	start := b.Start(at)
	if start.Equal(at) {
		return start
	}
	switch b {
	case ByHour:
		return start.Add(time.Hour)
	case ByWeek:
		return start.AddDate(0, 0, 7)
	case ByMonth:
		return start.AddDate(0, 1, 0)
	case ByDay:
	}
	return start.AddDate(0, 0, 1)
}
