package intake

import (
	"github.com/mmm-engine/mmm-engine/application/command"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/preference"
)

// Preferences reads what can be understood of what an actor wants, as a command
// without its caller and actor.
func Preferences(tree any) command.SetPreferences {
	f := fieldsOf(tree)
	return command.SetPreferences{Preferences: preference.Preferences{
		OptOutCategories:  named[action.Type](f.texts("opt_out_categories")),
		SnoozeUntil:       f.moment("snooze_until"),
		PreferredSurfaces: named[action.Surface](f.texts("preferred_surfaces")),
	}}
}

// Snooze reads what can be understood of a snooze, likewise. A field that is there
// but cannot be read is a bad value, not an absent one.
func Snooze(tree any) command.SnoozeActor {
	var ask command.SnoozeActor
	f := fieldsOf(tree)
	if given, there := f["duration_hours"]; there {
		hours, _ := given.(float64)
		ask.Hours = new(int(min(max(hours, 0), mostHours)))
	}
	if _, there := f["until"]; there {
		ask.Until = new(f.moment("until"))
	}
	return ask
}

// mostHours is more than anybody may snooze, and few enough to be counted.
const mostHours = 1e6

func named[T ~string](texts []string) []T {
	var names []T
	for _, text := range texts {
		names = append(names, T(text))
	}
	return names
}
