package memory

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func (r *tenantRows) writePreferences(set ports.WriteSet) error {
	if set.Preferences == nil {
		return nil
	}
	actorID, next := set.Preferences.ActorID, set.Preferences.Preferences
	known, err := r.preferencesOf(actorID)
	if err != nil {
		return err
	}
	if known.Revision != next.Revision-1 {
		return stale("actor's preferences")
	}
	r.preferences[actorID] = canonical.Marshal(next.Canonical())
	return nil
}

func (r *tenantRows) preferencesOf(actorID string) (preference.Preferences, error) {
	return preference.FromDocument(r.preferences[actorID])
}

// ReadPreferences implements ports.PreferencesReader.
func (s *Store) ReadPreferences(_ context.Context, owner tenant.ID, actorID string) (preference.Preferences, error) {
	return s.rows(owner).preferencesOf(actorID)
}

// ViewPreferences implements ports.PreferencesViews.
func (s *Store) ViewPreferences(ctx context.Context, owner tenant.ID, actorID string) (preference.Preferences, error) {
	return s.ReadPreferences(ctx, owner, actorID)
}
