package query

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/ports"
)

// GetPreferences asks for what an actor wants (api.md, GET
// /actors/{actor_id}/preferences): the actor their own, an admin anybody's.
type GetPreferences struct {
	Caller  actor.Caller
	ActorID string
}

// Authorise implements application.Use.
func (q GetPreferences) Authorise() error { return q.Caller.RequireSelfOrAdmin(q.ActorID) }

// Preferences answers queries on preferences.
type Preferences struct {
	views ports.PreferencesViews
	clock ports.Clock
}

// NewPreferences makes the handler.
func NewPreferences(views ports.PreferencesViews, clock ports.Clock) *Preferences {
	return &Preferences{views: views, clock: clock}
}

// Get carries out GetPreferences. An actor that never set any, or that nobody ever saw,
// has the default; a snooze that is over is not told.
func (p *Preferences) Get(ctx context.Context, q GetPreferences) (preference.Preferences, error) {
	if q.ActorID != q.Caller.Actor.ID { // one's own name is as the token has it
		if problems := preference.ActorProblems(q.ActorID); len(problems) > 0 {
			return preference.Preferences{}, fault.InvalidInput(problems)
		}
	}
	kept, err := p.views.ViewPreferences(ctx, q.Caller.TenantID, q.ActorID)
	return kept.At(p.clock.Now()), err
}
