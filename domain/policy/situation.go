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

// Canonical answers the situation as it is sent. What is not known is left out.
func (s Situation) Canonical() canonical.Object {
	object := canonical.Object{
		{Name: "actor_type", Value: string(s.ActorType)},
		{Name: "roles", Value: append([]string{}, s.Roles...)},
		{Name: "surface", Value: string(s.Surface)},
	}
	for _, known := range []canonical.Member{
		{Name: "branch", Value: s.Branch}, {Name: "environment", Value: s.Environment}, {Name: "repository", Value: s.RepoID},
	} {
		if known.Value != "" {
			object = append(object, known)
		}
	}
	return object
}
