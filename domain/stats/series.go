package stats

import (
	"cmp"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// GroupBy is what a series tells apart; empty for nothing. It is never the actor.
type GroupBy string

// What can be told apart.
const (
	ByActionType GroupBy = "action_type"
	BySurface    GroupBy = "surface"
	ByPlaybook   GroupBy = "playbook"
	ByResult     GroupBy = "result"
)

// Problems answers whether counts of the measure can be told apart so.
func (g GroupBy) Problems(of Measure) []fault.Problem {
	known := map[Measure][]GroupBy{
		Decisions: {BySurface}, Actions: {ByActionType, BySurface, ByPlaybook},
		Outcomes: {ByActionType, BySurface, ByPlaybook, ByResult},
	}
	switch {
	case g == "" || slices.Contains(known[of], g):
		return nil
	case !slices.Contains(known[Outcomes], g):
		return []fault.Problem{{Path: "group_by", Message: "must be one of action_type, surface, playbook, result"}}
	}
	return []fault.Problem{{Path: "group_by", Message: "cannot be " + string(g) + " for " + string(of)}}
}

// name answers which group a cell belongs to.
func (g GroupBy) name(c *Cell) string {
	switch g {
	case ByActionType:
		return string(c.Group.ActionType)
	case BySurface:
		return string(c.Group.Surface)
	case ByPlaybook:
		return c.PlaybookID.String()
	case ByResult:
		return string(c.Group.Result)
	}
	return ""
}

// Point is a count of a series.
type Point struct {
	// Start is the begin of the bucket, in UTC.
	Start time.Time
	// Group is empty in a series that tells nothing apart.
	Group string
	Count int64
}

// Series answers the counts by bucket and group, in that order, without those that are
// zero, and how many points were left out because fewer than MinActors stand behind them.
// A series that tells nothing apart is the tenant's whole, and has no groups to hide.
func Series(cells []Cell, by GroupBy, bucket Bucket) (points []Point, hidden int) {
	sums := make(map[Point]*sum)
	for i := range cells {
		at := Point{Start: bucket.Start(cells[i].Bucket), Group: by.name(&cells[i])}
		if sums[at] == nil {
			sums[at] = &sum{}
		}
		sums[at].add(&cells[i])
	}
	for at, total := range sums {
		if by != "" && !total.actors.Enough() {
			hidden++
			continue
		}
		at.Count = total.count
		points = append(points, at)
	}
	slices.SortFunc(points, func(a, b Point) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Group, b.Group))
	})
	return points, hidden
}

func (s *sum) add(c *Cell) {
	s.count += c.Count
	s.actors = s.actors.Merge(c.Actors)
}
