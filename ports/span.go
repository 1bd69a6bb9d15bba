package ports

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// Span is a stretch of time. A zero end is open.
type Span struct {
	// From belongs to it, To does not.
	From, To time.Time
}

// Contains reports whether the moment lies in the span.
func (s Span) Contains(at time.Time) bool {
	return !at.Before(s.From) && (s.To.IsZero() || at.Before(s.To))
}

// maxSpan is how much may be asked for at once.
const maxSpan = 366 * 24 * time.Hour

// Problems answers what is wrong with a span that somebody asks for.
func (s Span) Problems() []fault.Problem {
	switch {
	case s.From.IsZero() || s.To.IsZero():
		return nil
	case s.From.After(s.To):
		return []fault.Problem{{Path: "from", Message: "must not be after to"}}
	case s.To.Sub(s.From) > maxSpan:
		return []fault.Problem{{Path: "from", Message: "must not be more than a year before to"}}
	}
	return nil
}
