package preference

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
)

// Canonical answers the preferences as a document, for their storage and for evidence
// of their change. It names nobody.
func (p Preferences) Canonical() canonical.Object {
	document := canonical.Object{
		{Name: "opt_out_categories", Value: texts(p.OptOutCategories)},
		{Name: "preferred_surfaces", Value: texts(p.PreferredSurfaces)},
		{Name: "revision", Value: p.Revision},
	}
	if p.SnoozeUntil.IsZero() {
		return document
	}
	until := p.SnoozeUntil.UTC().Format(time.RFC3339Nano)
	return append(document, canonical.Member{Name: "snooze_until", Value: until})
}

// document mirrors Canonical for reading it back.
type document struct {
	OptOutCategories  []action.Type    `json:"opt_out_categories"`
	PreferredSurfaces []action.Surface `json:"preferred_surfaces"`
	Revision          int64            `json:"revision"`
	SnoozeUntil       time.Time        `json:"snooze_until"`
}

// FromDocument rehydrates kept preferences; the empty document is the default. It
// validates nothing: a snooze that was good once is over later.
func FromDocument(text string) (Preferences, error) {
	if text == "" { // most actors never set any
		return Preferences{}, nil
	}
	var doc document
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		return Preferences{}, fmt.Errorf("read kept preferences: %w", err)
	}
	return Preferences{
		Revision: doc.Revision, OptOutCategories: orNone(doc.OptOutCategories),
		SnoozeUntil: doc.SnoozeUntil, PreferredSurfaces: orNone(doc.PreferredSurfaces),
	}, nil
}

func orNone[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

func texts[T ~string](list []T) []string {
	result := make([]string, len(list))
	for i, item := range list {
		result[i] = string(item)
	}
	return result
}
