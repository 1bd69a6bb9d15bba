package stats

import (
	"cmp"
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Cell is what a batch of events adds to one count.
type Cell struct {
	TenantID tenant.ID
	// PlaybookID is zero in a tenant's own counts.
	PlaybookID playbook.Key
	// Bucket is the begin of the hour or the day, in UTC.
	Bucket time.Time
	Group  Group
	Count  int64
	Actors Actors
}

// Hourly answers the counts by hour, and Daily by day, in an order that is the same for
// everybody who writes them: so they never wait for each other in a circle.
func (t *Tally) Hourly() []Cell { return t.by(Hour) }

// Daily answers the counts by day; see Hourly.
func (t *Tally) Daily() []Cell { return t.by(Day) }

func (t *Tally) by(bucket func(time.Time) time.Time) []Cell {
	sums := make(map[place]Cell, len(t.cells))
	for at, added := range t.cells {
		at.bucket = bucket(at.bucket)
		before := sums[at]
		sums[at] = Cell{
			TenantID: at.tenant, PlaybookID: at.playbook, Bucket: at.bucket, Group: at.group,
			Count: before.Count + added.count, Actors: before.Actors.Merge(added.actors),
		}
	}
	cells := make([]Cell, 0, len(sums))
	for _, cell := range sums {
		cells = append(cells, cell)
	}
	slices.SortFunc(cells, compareCells)
	return cells
}

func compareCells(a, b Cell) int {
	return cmp.Or(
		cmp.Compare(a.TenantID, b.TenantID), compareIDs(a.PlaybookID, b.PlaybookID), a.Bucket.Compare(b.Bucket),
		a.Group.Compare(b.Group),
	)
}

// Exposures answers what is added to the results of experiments, in order.
func (t *Tally) Exposures() []Exposure {
	all := make([]Exposure, 0, len(t.variants))
	for _, exposure := range t.variants {
		all = append(all, *exposure)
	}
	slices.SortFunc(all, compareExposures)
	return all
}

// Firings answers which playbooks fired in which decisions, in order.
func (t *Tally) Firings() []Firing {
	all := slices.Clone(t.fired)
	slices.SortFunc(all, func(a, b Firing) int {
		return cmp.Or(cmp.Compare(a.TenantID, b.TenantID), compareIDs(a.PlaybookID, b.PlaybookID), compareIDs(a.DecisionID, b.DecisionID))
	})
	return slices.Compact(all)
}
