package decision

import (
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/policy"
)

// Situation is what of the request a policy service is told.
func (r *Request) Situation() policy.Situation { return situation(r.Actor, r.Context) }

// Situation is what a policy service was told of the decision.
func (d *Decision) Situation() policy.Situation { return situation(d.Actor, d.Context) }

func situation(whom actor.Actor, where playbook.Context) policy.Situation {
	told := policy.Situation{
		Surface: where.Surface, Environment: where.Place.Environment, RepoID: where.Place.RepoID, Branch: where.Place.Branch,
		ActorType: whom.Type, Roles: whom.Roles,
	}
	if whom.ID == "" {
		told.ActorType = actor.Service
	}
	return told
}
