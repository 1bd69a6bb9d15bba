package readmodel

import (
	"context"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel/internal/readdb"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// ViewPreferences implements ports.PreferencesViews.
func (v *Views) ViewPreferences(ctx context.Context, owner tenant.ID, actorID string) (preference.Preferences, error) {
	var body string
	err := v.view(ctx, owner, func(q *readdb.Queries) (err error) {
		body, err = q.ViewPreferences(ctx, string(owner), actorID)
		return err
	})
	if err != nil {
		return preference.Preferences{}, translate(err, "the preferences")
	}
	kept, err := preference.FromDocument(body)
	return kept, translate(err, "the preferences")
}
