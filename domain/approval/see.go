package approval

import (
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
)

// Find answers the approval of one of the decision's actions. An action that nobody was
// shown, or that does not demand two people, has none: NotFound.
func Find(d *decision.Decision, actionID id.UUID, taken Steps) (Approval, error) {
	of, found := d.Action(actionID)
	if !found {
		return Approval{}, fault.Missing("the action")
	}
	if !of.RequiresDualChannel {
		return Approval{}, fault.New(fault.NotFound, "NOT_FOUND", "the action has no approval: it does not demand a second person")
	}
	return Of(d, actionID, taken), nil
}

// RequireVisible refuses callers who have no part in the approval: it is for the
// action's actor, approvers and admins (api.md).
func (a *Approval) RequireVisible(to actor.Caller) error {
	own := a.ActorID != "" && a.ActorID == to.Actor.ID
	if own || to.IsAdmin() || slices.Contains(to.Actor.Roles, actor.RoleApprover) {
		return nil
	}
	return fault.New(fault.Forbidden, "ROLE_REQUIRED",
		"this is for the action's actor, and for the roles "+actor.RoleApprover+", "+actor.RoleMMMAdmin+" and "+actor.RoleTenantAdmin)
}
