package github

import (
	"strconv"
	"time"
)

// moment is a time in either form that GitHub sends: RFC 3339, or seconds since
// 1970 in pushes. What is neither is as good as missing: a time is optional.
type moment struct{ at time.Time }

// UnmarshalJSON never fails.
func (m *moment) UnmarshalJSON(raw []byte) error {
	m.at = time.Time{}
	if seconds, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
		m.set(time.Unix(seconds, 0))
		return nil
	}
	var at time.Time
	if err := at.UnmarshalJSON(raw); err == nil {
		m.set(at)
	}
	return nil
}

// lastYear is the last that RFC 3339 can write.
const lastYear = 9999

func (m *moment) set(at time.Time) {
	at = at.UTC()
	if year := at.Year(); year >= 1 && year <= lastYear {
		m.at = at
	}
}

// firstGiven answers the first time that was sent, zero when none was.
func firstGiven(moments ...moment) time.Time {
	for _, candidate := range moments {
		if !candidate.at.IsZero() {
			return candidate.at
		}
	}
	return time.Time{}
}
