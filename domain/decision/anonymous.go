package decision

import (
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
)

// Anonymous answers the decision with the alias for its actor, wherever that is named
// (product.md, Erasure). Nothing else changes, so that it is counted as before.
func (d *Decision) Anonymous(alias string) Decision {
	named := actor.Mentions(d.Actor.ID)
	without := func(text string) string { return named.Replace(text, alias) }
	anonymous := *d
	anonymous.Actor.ID, anonymous.Actor.Roles = alias, each(d.Actor.Roles, without)
	anonymous.SignalID, anonymous.Change.Commit = without(d.SignalID), without(d.Change.Commit)
	place := &anonymous.Context.Place
	place.RepoID, place.Branch = without(place.RepoID), without(place.Branch)
	place.FilePath, place.Environment = without(place.FilePath), without(place.Environment)
	anonymous.Actions = each(d.Actions, func(a action.Action) action.Action { return anonymousAction(a, without) })
	anonymous.Shadow = each(d.Shadow, func(a action.Action) action.Action { return anonymousAction(a, without) })
	anonymous.Suppressed = each(d.Suppressed, func(s Suppression) Suppression {
		s.Detail = without(s.Detail)
		return s
	})
	anonymous.Explanation = each(d.Explanation, func(c Considered) Considered {
		c.Steps = each(c.Steps, func(s Step) Step {
			s.Detail = without(s.Detail)
			return s
		})
		return c
	})
	return anonymous
}

func anonymousAction(a action.Action, without func(string) string) action.Action {
	said := &a.Payload
	said.Title, said.Body, said.Rationale = without(said.Title), without(said.Body), without(said.Rationale)
	said.EvidenceLinks = each(said.EvidenceLinks, without)
	return a
}
