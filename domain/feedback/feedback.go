// Package feedback has what actors say of the actions they were shown (product.md,
// Feedback).
package feedback

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Rating is an actor's verdict. It is a metric label: the set is closed.
type Rating string

// The ratings.
const (
	Useful    Rating = "useful"
	NotUseful Rating = "not_useful"
)

// Ratings answers all ratings.
func Ratings() []Rating { return []Rating{Useful, NotUseful} }

// Valid reports whether the rating exists.
func (r Rating) Valid() bool { return r == Useful || r == NotUseful }

// Feedback is the verdict on one action. Each action has one; the last counts.
type Feedback struct {
	TenantID             tenant.ID
	DecisionID, ActionID id.UUID
	// PlaybookID and Revision are whose action it is.
	PlaybookID id.UUID
	Revision   int
	ActorID    string
	Rating     Rating
	At         time.Time
}

// Problems answers everything that is wrong with what was said.
func (f *Feedback) Problems() []fault.Problem {
	if f.Rating.Valid() {
		return nil
	}
	return []fault.Problem{{Path: "rating", Message: "must be one of useful, not_useful"}}
}

// Event answers what followers learn of it.
func (f *Feedback) Event(key id.UUID, of *action.Action) event.Event {
	return event.Event{
		ID: key, TenantID: f.TenantID, Name: event.FeedbackGiven, At: f.At,
		Body: canonical.Object{
			{Name: "action_id", Value: f.ActionID.String()}, {Name: "action_type", Value: string(of.Type)},
			{Name: "decision_id", Value: f.DecisionID.String()}, {Name: "playbook_id", Value: f.PlaybookID.String()},
			{Name: "rating", Value: string(f.Rating)}, {Name: "revision", Value: f.Revision},
		},
	}
}
