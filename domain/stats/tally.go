package stats

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Tally is what a batch of events adds to the aggregates.
type Tally struct {
	cells    map[place]*sum
	variants map[arm]*Exposure
	fired    []Firing
}

// place is a row of the hourly aggregates. Without a playbook it is the tenant's own.
type place struct {
	tenant   tenant.ID
	playbook playbook.Key
	bucket   time.Time
	group    Group
}

type sum struct {
	count  int64
	actors Actors
}

// arm is a row of an experiment's results.
type arm struct {
	tenant     tenant.ID
	experiment id.UUID
	variant    string
	bucket     time.Time
}

// Firing says that a playbook fired in a decision, also where it said nothing.
type Firing struct {
	TenantID   tenant.ID
	PlaybookID playbook.Key
	DecisionID id.UUID
}

// Count answers what the events add. Events that are not counted, among them those of
// later releases, are passed over; a body that cannot be read is an error, since to pass
// over it would make every later count wrong.
func Count(facts []Fact) (*Tally, error) {
	t := &Tally{cells: map[place]*sum{}, variants: map[arm]*Exposure{}}
	for i := range facts {
		if err := t.count(&facts[i]); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (t *Tally) count(f *Fact) error {
	switch f.Name { //nolint:exhaustive // the others are not counted
	case event.DecisionMade:
		var body decisionMade
		if err := f.read(&body); err != nil {
			return err
		}
		t.decision(f, &body)
	case event.OutcomeRecorded:
		var body outcomeRecorded
		if err := f.read(&body); err != nil {
			return err
		}
		t.outcome(f, &body)
	}
	return nil
}

func (t *Tally) decision(f *Fact, made *decisionMade) {
	t.add(f, playbook.Key{}, Group{Measure: Decisions, Surface: made.Surface}, made.ActorRef)
	for _, a := range made.Actions {
		group := Group{Measure: Actions, Surface: made.Surface, ActionType: a.Type}
		t.add(f, playbook.Key{}, group, made.ActorRef)
		t.add(f, a.PlaybookID, group, made.ActorRef)
	}
	for _, key := range made.Playbooks {
		t.fired = append(t.fired, Firing{TenantID: f.TenantID, PlaybookID: key, DecisionID: made.DecisionID})
	}
	for _, a := range made.Experiments {
		exposure := t.exposure(f, a)
		exposure.Exposures++
		exposure.Actors = addActor(exposure.Actors, made.ActorRef)
	}
}

func (t *Tally) outcome(f *Fact, recorded *outcomeRecorded) {
	group := Group{
		Measure: Outcomes, Surface: recorded.Surface, ActionType: recorded.ActionType, Result: recorded.Result,
	}
	t.add(f, playbook.Key{}, group, recorded.ActorRef)
	t.add(f, recorded.PlaybookID, group, recorded.ActorRef)
	for _, a := range recorded.Experiments {
		switch recorded.Result { //nolint:exhaustive // an experiment's results name no other
		case outcome.Accepted:
			t.exposure(f, a).Accepted++
		case outcome.Dismissed:
			t.exposure(f, a).Dismissed++
		}
	}
}

func (t *Tally) add(f *Fact, of playbook.Key, group Group, actorRef id.UUID) {
	at := place{tenant: f.TenantID, playbook: of, bucket: Hour(f.At), group: group}
	cell := t.cells[at]
	if cell == nil {
		cell = &sum{}
		t.cells[at] = cell
	}
	cell.count++
	if !actorRef.IsZero() {
		cell.actors = cell.actors.Merge(Actors{actorRef})
	}
}
