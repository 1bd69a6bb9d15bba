package policy

import (
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
)

// Situation is what a policy service is told of a decision, and all it is told (product.md,
// Caches): who asks, whom for, and what about are none of its business.
type Situation struct {
	Surface                     action.Surface
	Environment, RepoID, Branch string
	// ActorType is Service for a signal without an actor.
	ActorType actor.Type
	Roles     []string
}

// Canonical answers the situation as it is sent. Every member is there, empty where nothing
// is known: in Rego, a rule about one that is missing is undefined, and so would be all that
// it is part of.
func (s Situation) Canonical() canonical.Object {
	return canonical.Object{
		{Name: "actor_type", Value: string(s.ActorType)},
		{Name: "branch", Value: s.Branch},
		{Name: "environment", Value: s.Environment},
		{Name: "repository", Value: s.RepoID},
		{Name: "roles", Value: append([]string{}, s.Roles...)},
		{Name: "surface", Value: string(s.Surface)},
	}
}
