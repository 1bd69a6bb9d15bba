// Package signal has the normalised input events that decisions are made for.
package signal

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Signal is one input event, whatever shape it came in.
type Signal struct {
	// ID is the sender's; repeats within Dedup are the same signal.
	ID       string
	TenantID tenant.ID
	// ActorID is empty when nobody is behind the event (a bot, a leaked secret).
	ActorID   string
	ActorType actor.Type
	Source    string
	EventType string
	Severity  Severity
	// OccurredAt is the sender's time, in UTC.
	OccurredAt time.Time
	// Attributes are scalars only: string, float64 or bool.
	Attributes map[string]any
	Place      Place
}

// Place is where in the code base something happened. Every part may be empty.
type Place struct {
	RepoID      string `json:"repo,omitempty"`
	Branch      string `json:"branch,omitempty"`
	FilePath    string `json:"file,omitempty"`
	Environment string `json:"env,omitempty"`
}

// NotAfter answers the signal as of no later than now. A sender's clock may run
// ahead; a signal of tomorrow would crowd today's out of everybody's context.
func (s Signal) NotAfter(now time.Time) Signal {
	if s.OccurredAt.After(now) {
		s.OccurredAt = now
	}
	return s
}

// Dedup is how long a signal's id stays taken (api.md, Rules).
const Dedup = 24 * time.Hour

// Recent signals of a subject are part of its context (product.md, Context).
const (
	// RecentSpan is how far back they reach.
	RecentSpan = 24 * time.Hour
	// RecentLimit is how many there are at most, the newest ones.
	RecentLimit = 50
)
