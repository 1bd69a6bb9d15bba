package postgres

import (
	"context"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/ports"
)

func queuePreferences(ctx context.Context, q *writedb.Queries, set ports.WriteSet) error {
	if set.Preferences == nil {
		return nil
	}
	wanted := set.Preferences.Preferences
	q.SavePreferences(ctx, []writedb.SavePreferencesParams{{
		TenantID: string(set.TenantID), ActorID: set.Preferences.ActorID, Revision: wanted.Revision,
		Body: canonical.Marshal(wanted.Canonical()), UpdatedAt: set.At,
	}})
	return nil
}
