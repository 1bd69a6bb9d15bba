package command

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/preference"
)

// SnoozeActor keeps the engine silent for an actor for a while and leaves their other
// preferences as they are (api.md, POST /actors/{actor_id}/preferences/snooze): the
// actor's own, or an admin another's. A later snooze takes the place of an earlier one.
type SnoozeActor struct {
	Keyed

	Caller  actor.Caller
	ActorID string
	// Hours counts from now, Until is the end; exactly one is given, nil is the other.
	Hours *int
	Until *time.Time
	// IfMatch is the revision that the caller knows, 0 for the defaults; nil for any.
	IfMatch *int64
}

// maxSnoozeHours is preference.MaxSnooze.
const maxSnoozeHours = int(preference.MaxSnooze / time.Hour)

// Authorise implements application.Use.
func (c SnoozeActor) Authorise() error { return c.Caller.RequireSelfOrAdmin(c.ActorID) }

// Problems answers what is wrong with what the request says.
func (c SnoozeActor) Problems(now time.Time) []fault.Problem {
	switch {
	case (c.Hours == nil) == (c.Until == nil):
		return []fault.Problem{{Message: "must have either duration_hours or until"}}
	case c.Until != nil:
		return preference.SnoozeProblems("until", *c.Until, now)
	case *c.Hours < 1 || *c.Hours > maxSnoozeHours:
		return []fault.Problem{{Path: "duration_hours", Message: "must be from 1 to 2160"}}
	}
	return nil
}

func (c SnoozeActor) end(now time.Time) time.Time {
	if c.Until != nil {
		return c.Until.UTC()
	}
	return now.Add(time.Duration(*c.Hours) * time.Hour).UTC()
}

// Snooze carries out SnoozeActor.
func (h *PreferencesHandler) Snooze(ctx context.Context, c SnoozeActor) (PreferencesChanged, error) {
	now := h.admin.clock.Now()
	if problems := c.Problems(now); len(problems) > 0 {
		return PreferencesChanged{}, fault.InvalidInput(problems)
	}
	return h.carryOut(ctx, preferencesChange{
		caller: c.Caller, keyed: c.Keyed, actorID: c.ActorID, ifMatch: c.IfMatch, action: "preferences.snooze", at: now,
		apply: func(before preference.Preferences) preference.Preferences { return before.Snooze(c.end(now)) },
	})
}
