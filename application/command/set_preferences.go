package command

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/preference"
)

// SetPreferences replaces all that an actor wants (api.md, PUT
// /actors/{actor_id}/preferences): the actor's own, or an admin another's.
type SetPreferences struct {
	Keyed

	Caller  actor.Caller
	ActorID string
	// Preferences are all that is wanted from now on; their revision is passed over.
	Preferences preference.Preferences
	// IfMatch is the revision that the caller knows, 0 for the defaults; nil for any.
	IfMatch *int64
}

// Authorise implements application.Use.
func (c SetPreferences) Authorise() error { return c.Caller.RequireSelfOrAdmin(c.ActorID) }

// Problems answers what is wrong with what the request says.
func (c SetPreferences) Problems(now time.Time) []fault.Problem { return c.Preferences.Problems(now) }

// Set carries out SetPreferences.
func (h *PreferencesHandler) Set(ctx context.Context, c SetPreferences) (PreferencesChanged, error) {
	now := h.admin.clock.Now()
	if problems := c.Problems(now); len(problems) > 0 {
		return PreferencesChanged{}, fault.InvalidInput(problems)
	}
	return h.carryOut(ctx, preferencesChange{
		caller: c.Caller, keyed: c.Keyed, actorID: c.ActorID, ifMatch: c.IfMatch, action: "preferences.set", at: now,
		apply: func(before preference.Preferences) preference.Preferences { return before.Replace(c.Preferences) },
	})
}
