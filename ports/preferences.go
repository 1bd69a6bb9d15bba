package ports

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// PreferencesReader reads preferences for commands, from the primary.
type PreferencesReader interface {
	// ReadPreferences answers an actor's preferences as they were stored, the default
	// for an actor that never set any or is not the tenant's.
	ReadPreferences(ctx context.Context, owner tenant.ID, actorID string) (preference.Preferences, error)
}

// PreferencesViews answer queries on preferences.
type PreferencesViews interface {
	// ViewPreferences answers what ReadPreferences does.
	ViewPreferences(ctx context.Context, owner tenant.ID, actorID string) (preference.Preferences, error)
}
