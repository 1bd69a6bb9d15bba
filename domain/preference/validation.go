package preference

import (
	"slices"
	"strconv"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// MaxSnooze is how far ahead a snooze may reach (product.md, Actor preferences).
const MaxSnooze = 90 * 24 * time.Hour

// Problems answers everything that is wrong with what an actor wants, by the fields of
// api.md.
func (p Preferences) Problems(now time.Time) []fault.Problem {
	problems := listProblems("opt_out_categories", p.OptOutCategories, action.Type.Valid, "must be one of mirror, mentor, multiplier")
	problems = append(problems,
		listProblems("preferred_surfaces", p.PreferredSurfaces, action.Surface.Shows, "must be one of ide, ci, alert")...)
	if p.SnoozeUntil.IsZero() {
		return problems
	}
	return append(problems, SnoozeProblems("snooze_until", p.SnoozeUntil, now)...)
}

// SnoozeProblems answers what is wrong with the end of a snooze that begins now.
func SnoozeProblems(path string, until, now time.Time) []fault.Problem {
	switch {
	case !until.After(now):
		return []fault.Problem{{Path: path, Message: "must lie in the future"}}
	case until.After(now.Add(MaxSnooze)):
		return []fault.Problem{{Path: path, Message: "must be at most 90 days ahead"}}
	}
	return nil
}

// ActorProblems answers what is wrong with a name that an admin gives: it need not be
// anybody's, but it must be one that a decision could be for.
func ActorProblems(actorID string) []fault.Problem {
	if actorID == "" {
		return []fault.Problem{{Path: "actor_id", Message: "is required"}}
	}
	return signal.NameProblems("actor_id", actorID, actor.MaxIDLength)
}

func listProblems[T ~string](path string, list []T, valid func(T) bool, allowed string) []fault.Problem {
	var problems []fault.Problem
	for i, entry := range list {
		at := path + "[" + strconv.Itoa(i) + "]"
		switch {
		case !valid(entry):
			problems = append(problems, fault.Problem{Path: at, Message: allowed})
		case slices.Index(list, entry) < i:
			problems = append(problems, fault.Problem{Path: at, Message: "is listed already"})
		}
	}
	return problems
}
