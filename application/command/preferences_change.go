package command

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/ports"
)

// PreferencesChanged is the answer to every change of an actor's preferences.
type PreferencesChanged struct {
	Committed

	Preferences preference.Preferences
}

// PreferencesHandler carries out the changes of preferences. Each use case has a file
// of its own; this one has what they share.
type PreferencesHandler struct {
	reader ports.PreferencesReader
	store  ports.Store
	admin  Administration
}

// NewPreferencesHandler makes the handler.
func NewPreferencesHandler(reader ports.PreferencesReader, store ports.Store, admin Administration) *PreferencesHandler {
	return &PreferencesHandler{reader: reader, store: store, admin: admin}
}

// preferencesChange is what one use case does to one actor's preferences.
type preferencesChange struct {
	caller  actor.Caller
	keyed   Keyed
	actorID string
	ifMatch *int64
	action  string
	at      time.Time
	// apply answers the next state.
	apply func(preference.Preferences) preference.Preferences
}

func (c *preferencesChange) own() bool { return c.actorID == c.caller.Actor.ID }

// carryOut reads, applies and commits. A lost race is applied anew to the fresh
// state, which a caller with an If-Match will then be told is another version.
func (h *PreferencesHandler) carryOut(ctx context.Context, c preferencesChange) (PreferencesChanged, error) {
	if problems := c.problems(); len(problems) > 0 {
		return PreferencesChanged{}, fault.InvalidInput(problems)
	}
	return anew(func() (PreferencesChanged, error) {
		before, err := h.reader.ReadPreferences(ctx, c.caller.TenantID, c.actorID)
		if err != nil {
			return PreferencesChanged{}, err
		}
		if err := before.Expect(c.ifMatch); err != nil {
			return PreferencesChanged{}, err
		}
		return h.commit(ctx, c, before, c.apply(before))
	})
}

// problems holds a name that an admin gives to the rule for all names. An actor's own
// is as the token has it.
func (c *preferencesChange) problems() []fault.Problem {
	if c.own() {
		return nil
	}
	return preference.ActorProblems(c.actorID)
}

func (h *PreferencesHandler) commit(
	ctx context.Context, c preferencesChange, before, after preference.Preferences,
) (PreferencesChanged, error) {
	set, err := h.evidence(ctx, c, before, after)
	if err != nil {
		return PreferencesChanged{}, err
	}
	set.Preferences = &ports.PreferencesChange{ActorID: c.actorID, Preferences: after}
	return commit(ctx, h.store, set, c.keyed, PreferencesChanged{Preferences: after})
}
