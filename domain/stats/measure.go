// Package stats has the aggregates: counts of what was decided, offered and made of it,
// by hour and by day, for tenants, playbooks and experiments. Nothing is counted by
// actor (product.md, Mission).
package stats

import (
	"cmp"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
)

// Measure is what is counted.
type Measure string

// The measures. Shadow actions are none: nobody was shown them.
const (
	Decisions Measure = "decisions"
	Actions   Measure = "actions"
	Outcomes  Measure = "outcomes"
)

// Valid reports whether the measure exists.
func (m Measure) Valid() bool { return m == Decisions || m == Actions || m == Outcomes }

// Group is what is counted together. Fields that the measure does not tell apart are
// empty: a decision has no action's type, and only an outcome has a result.
type Group struct {
	Measure    Measure
	Surface    action.Surface
	ActionType action.Type
	Result     outcome.Result
}

// Compare orders groups.
func (g Group) Compare(other Group) int {
	return cmp.Or(
		cmp.Compare(g.Measure, other.Measure), cmp.Compare(g.Surface, other.Surface),
		cmp.Compare(g.ActionType, other.ActionType), cmp.Compare(g.Result, other.Result),
	)
}

// Hour answers the hour that a moment belongs to, in UTC.
func Hour(at time.Time) time.Time { return at.UTC().Truncate(time.Hour) }

// Day answers the day that a moment belongs to, in UTC.
func Day(at time.Time) time.Time { return at.UTC().Truncate(24 * time.Hour) }
