package postgres

import (
	"context"

	"github.com/mmm-engine/mmm-engine/adapters/postgres/internal/writedb"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// ReadPreferences implements ports.PreferencesReader.
func (r *Reader) ReadPreferences(ctx context.Context, owner tenant.ID, actorID string) (preference.Preferences, error) {
	var body string
	err := r.read(ctx, owner, func(q *writedb.Queries) func() {
		rows := q.ReadPreferences(ctx, []writedb.ReadPreferencesParams{{TenantID: string(owner), ActorID: actorID}})
		return func() { rows.QueryRow(func(_ int, text string, _ error) { body = text }) }
	})
	if err != nil {
		return preference.Preferences{}, translate(err, "read an actor's preferences")
	}
	kept, err := preference.FromDocument(body)
	return kept, translate(err, "read an actor's preferences")
}
