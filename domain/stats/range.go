package stats

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// Range is the time that counts are asked for, from the first moment up to the second,
// which does not belong to it.
type Range struct{ From, To time.Time }

// Bounds of what is asked at once.
const (
	usualRange = 30 * 24 * time.Hour
	maxRange   = 366 * 24 * time.Hour
	maxHourly  = 31 * 24 * time.Hour
)

// Or fills in what was not asked for: up to now, and 30 days.
func (r Range) Or(now time.Time) Range {
	if r.To.IsZero() {
		r.To = now
	}
	if r.From.IsZero() {
		r.From = r.To.Add(-usualRange)
	}
	return r
}

// Problems answers what is wrong with the range, under the name of its first end.
func (r Range) Problems(from string) []fault.Problem {
	switch {
	case !r.From.Before(r.To):
		return []fault.Problem{{Path: from, Message: "must be before the end of the range"}}
	case r.To.Sub(r.From) > maxRange:
		return []fault.Problem{{Path: from, Message: "must not be more than a year before the end of the range"}}
	}
	return nil
}

// Whole widens the range to whole buckets, which is what counts are kept by.
func (r Range) Whole(bucket Bucket) Range {
	return Range{From: bucket.Start(r.From), To: bucket.end(r.To)}
}

// BucketProblems answers whether the range can be told in such buckets.
func (r Range) BucketProblems(bucket Bucket) []fault.Problem {
	switch {
	case !bucket.Valid():
		return []fault.Problem{{Path: "bucket", Message: "must be one of hour, day, week, month"}}
	case bucket == ByHour && r.To.Sub(r.From) > maxHourly:
		return []fault.Problem{{Path: "bucket", Message: "can be hour for at most 31 days; choose day, week or month"}}
	}
	return nil
}
