package signal

import (
	"slices"
	"time"
)

// Recent is what a decision keeps of an earlier signal of the same subject:
// metadata, no attributes.
type Recent struct {
	ID         string
	Source     string
	EventType  string
	Severity   Severity
	OccurredAt time.Time
	Place      Place
}

// WithCurrent answers the recent signals with the one being decided among them,
// newest first, at most RecentLimit. A signal that waited in a queue is already
// among the rows read, one that came with its request is not yet; conditions
// must not see the difference.
func WithCurrent(recent []Recent, current *Signal) []Recent {
	if current == nil {
		return recent
	}
	for _, known := range recent {
		if known.ID == current.ID {
			return recent
		}
	}
	merged := make([]Recent, 0, RecentLimit)
	merged = append(merged, recent[:min(len(recent), RecentLimit-1)]...)
	at := slices.IndexFunc(merged, current.Metadata().precedes)
	if at < 0 {
		at = len(merged)
	}
	return slices.Insert(merged, at, current.Metadata())
}

// precedes is the order of recent signals: newest first, then by id.
func (r Recent) precedes(other Recent) bool {
	if !r.OccurredAt.Equal(other.OccurredAt) {
		return r.OccurredAt.After(other.OccurredAt)
	}
	return r.ID < other.ID
}

// Metadata answers what later decisions may see of the signal.
func (s Signal) Metadata() Recent {
	return Recent{
		ID: s.ID, Source: s.Source, EventType: s.EventType, Severity: s.Severity,
		OccurredAt: s.OccurredAt, Place: s.Place,
	}
}
