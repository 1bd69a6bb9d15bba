package approval

import (
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Person is who takes a step, with what makes an approver.
type Person struct {
	ID string
	// Approver says that they have the role, Designated that the tenant's policy names
	// them or names nobody. It takes both.
	Approver, Designated bool
}

// PersonOf answers what the tenant's policy makes of somebody.
func PersonOf(who actor.Actor, own tenant.Policy) Person {
	return Person{
		ID: who.ID, Approver: slices.Contains(who.Roles, actor.RoleApprover),
		Designated: len(own.DesignatedApprovers) == 0 || slices.Contains(own.DesignatedApprovers, who.ID),
	}
}

// Take answers what a step by the person comes to: the next approval, or, for a step
// that they took before, the same one. What nobody may do at this point is a Conflict
// (ACTOR_FIRST, APPROVAL_EXPIRED, APPROVAL_DECIDED), what this person may not is
// Forbidden (ROLE_REQUIRED, NOT_DESIGNATED, SELF_APPROVAL). The step's time is now.
func (a *Approval) Take(step Step, by Person) (next Approval, repeated bool, err error) {
	step.By = by.ID
	if a.repeats(&step, by) {
		return *a, true, nil
	}
	if err := a.admit(&step, by); err != nil {
		return *a, false, err
	}
	next = *a
	next.Steps = append(slices.Clip(a.Steps), step)
	return next, false, nil
}

// repeats reports whether the person took this very step. While the second person is
// still to come, an actor with the role of one does not repeat: what they try is to be
// both, and must hear that they cannot.
func (a *Approval) repeats(step *Step, by Person) bool {
	if by.Approver && a.State(step.At) == FirstApproved {
		return false
	}
	return slices.ContainsFunc(a.Steps, func(s Step) bool { return s.By == by.ID && s.Verdict == step.Verdict })
}

func (a *Approval) admit(step *Step, by Person) error {
	first := by.ID != "" && by.ID == a.ActorID
	if err := by.requireApprover(); err != nil && !first {
		return err
	}
	switch a.State(step.At) {
	case Pending:
		if !first {
			return fault.New(fault.Conflict, "ACTOR_FIRST", "the action's actor must approve it first")
		}
	case FirstApproved:
		if first {
			return fault.New(fault.Forbidden, "SELF_APPROVAL",
				"you took the first step: the second one is another person's, who is a designated approver")
		}
	case Expired:
		return fault.New(fault.Conflict, "APPROVAL_EXPIRED", "the approval expired 24 hours after the decision")
	case FullyApproved, Rejected:
		return fault.New(fault.Conflict, "APPROVAL_DECIDED", "the action was approved or rejected already, for good")
	}
	return nil
}

func (p Person) requireApprover() error {
	switch {
	case !p.Approver:
		return fault.New(fault.Forbidden, "ROLE_REQUIRED", "this is for the action's actor, and for the role "+actor.RoleApprover)
	case !p.Designated:
		return fault.New(fault.Forbidden, "NOT_DESIGNATED", "the tenant's policy designates other approvers")
	}
	return nil
}
