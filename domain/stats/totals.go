package stats

import (
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
)

// Totals are a tenant's counts over some days.
type Totals struct {
	Decisions, Actions, Outcomes int64
	// ActionsByType and OutcomesByResult have every type and result, also those that
	// nothing was counted of.
	ActionsByType    map[action.Type]int64
	OutcomesByResult map[outcome.Result]int64
}

// Sum adds up a tenant's cells.
func Sum(cells []Cell) Totals {
	totals := Totals{
		ActionsByType:    map[action.Type]int64{action.Mirror: 0, action.Mentor: 0, action.Multiplier: 0},
		OutcomesByResult: make(map[outcome.Result]int64, len(outcome.Results())),
	}
	for _, result := range outcome.Results() {
		totals.OutcomesByResult[result] = 0
	}
	for i := range cells {
		totals.add(&cells[i])
	}
	return totals
}

func (t *Totals) add(c *Cell) {
	switch c.Group.Measure {
	case Decisions:
		t.Decisions += c.Count
	case Actions:
		t.Actions += c.Count
		t.ActionsByType[c.Group.ActionType] += c.Count
	case Outcomes:
		t.Outcomes += c.Count
		t.OutcomesByResult[c.Group.Result] += c.Count
	}
}
