package stats

import (
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/outcome"
)

// Effectiveness is what became of a playbook's actions.
type Effectiveness struct {
	// Totals are of the whole range; nil where fewer than MinActors stand behind them.
	Totals *Effects
	// Points are by bucket, in order, without those of which nothing is known.
	Points []EffectPoint
	// Hidden is how many buckets were left out because fewer than MinActors stand behind
	// them.
	Hidden int
}

// EffectPoint is what became of actions in one bucket.
type EffectPoint struct {
	// Start is the begin of the bucket, in UTC.
	Start time.Time
	Effects
}

// Effects are counts of outcomes.
type Effects struct {
	Shown, Ignored, Dismissed, Accepted, Executed, Failed int64

	actors Actors
}

// AcceptanceRate is what part of the shown actions was accepted; false where none was
// shown. An answer counts when it was given, which may be in a later bucket than the
// showing, so that a bucket's rate can exceed 1.
func (e *Effects) AcceptanceRate() (float64, bool) { return rate(e.Accepted, e.Shown) }

// DismissalRate is what part of the shown actions was dismissed; see AcceptanceRate.
func (e *Effects) DismissalRate() (float64, bool) { return rate(e.Dismissed, e.Shown) }

// IgnoredRate is what part of the shown actions was ignored; see AcceptanceRate.
func (e *Effects) IgnoredRate() (float64, bool) { return rate(e.Ignored, e.Shown) }

// ExecutionRate is what part of the accepted actions was executed; see AcceptanceRate.
func (e *Effects) ExecutionRate() (float64, bool) { return rate(e.Executed, e.Accepted) }

func rate(part, whole int64) (float64, bool) {
	if whole == 0 {
		return 0, false
	}
	return float64(part) / float64(whole), true
}

// Effect adds up the outcomes of one playbook.
func Effect(cells []Cell, bucket Bucket) Effectiveness {
	var whole Effects
	buckets := make(map[time.Time]*Effects)
	for i := range cells {
		start := bucket.Start(cells[i].Bucket)
		if buckets[start] == nil {
			buckets[start] = &Effects{}
		}
		buckets[start].add(&cells[i])
		whole.add(&cells[i])
	}
	var result Effectiveness
	if whole.actors.Enough() {
		result.Totals = &whole
	}
	for start, effects := range buckets {
		if !effects.actors.Enough() {
			result.Hidden++
			continue
		}
		result.Points = append(result.Points, EffectPoint{Start: start, Effects: *effects})
	}
	slices.SortFunc(result.Points, func(a, b EffectPoint) int { return a.Start.Compare(b.Start) })
	return result
}

func (e *Effects) add(c *Cell) {
	e.actors = e.actors.Merge(c.Actors)
	switch c.Group.Result {
	case outcome.Shown:
		e.Shown += c.Count
	case outcome.Ignored:
		e.Ignored += c.Count
	case outcome.Dismissed:
		e.Dismissed += c.Count
	case outcome.Accepted:
		e.Accepted += c.Count
	case outcome.Executed:
		e.Executed += c.Count
	case outcome.Failed:
		e.Failed += c.Count
	}
}
