// Package approval has the consent of two people to one action: its actor first, then
// a designated approver (product.md, Dual-channel approval).
package approval

import (
	"slices"
	"strings"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Life is how long after its decision an approval can be given. It counts from the
// decision, whose time both people know, so that no step prolongs it and an actor who
// answers late does not hand a stale offer on for another day.
const Life = 24 * time.Hour

// MaxReason bounds a reason, in bytes.
const MaxReason = 1024

// State is how far an approval has come.
type State string

// The states of product.md.
const (
	Pending       State = "pending"
	FirstApproved State = "first_approved"
	FullyApproved State = "fully_approved"
	Rejected      State = "rejected"
	Expired       State = "expired"
)

// Verdict is what one person decides.
type Verdict string

// The verdicts of api.md.
const (
	Approve Verdict = "approve"
	Reject  Verdict = "reject"
)

// Valid reports whether the verdict exists.
func (v Verdict) Valid() bool { return v == Approve || v == Reject }

// Step is one person's part. It is never changed.
type Step struct {
	ReceiptID id.UUID
	// By is who took it. It never stands in receipts or events.
	By      string
	Verdict Verdict
	// Reason is their own words; may be empty.
	Reason string
	At     time.Time
}

// Problems answers everything that is wrong with what somebody decides.
func (s *Step) Problems() []fault.Problem {
	var problems []fault.Problem
	if !s.Verdict.Valid() {
		problems = append(problems, fault.Problem{
			Path: "decision", Message: "must be one of " + strings.Join([]string{string(Approve), string(Reject)}, ", "),
		})
	}
	return append(problems, signal.TextProblems("reason", s.Reason, MaxReason)...)
}

// Steps are those that were taken, the actor's first. There are two at most.
type Steps []Step

// Standing answers what the steps come to, whatever time it is. What is fully approved
// or rejected stays so.
func (s Steps) Standing() State {
	switch {
	case slices.ContainsFunc(s, func(step Step) bool { return step.Verdict == Reject }):
		return Rejected
	case len(s) > 1:
		return FullyApproved
	case len(s) == 1:
		return FirstApproved
	}
	return Pending
}

// Approval is where an action stands with the two people whom it needs.
type Approval struct {
	TenantID             tenant.ID
	DecisionID, ActionID id.UUID
	// ActorID is whom the action was offered to. Empty for an action of a repository:
	// there is nobody who could take the first step.
	ActorID string
	// DecidedAt is the time of the decision.
	DecidedAt time.Time
	Steps     Steps
}

// Of answers the approval of one of the decision's actions.
func Of(d *decision.Decision, actionID id.UUID, taken Steps) Approval {
	return Approval{
		TenantID: d.TenantID, DecisionID: d.ID, ActionID: actionID, ActorID: d.Actor.ID, DecidedAt: d.CreatedAt, Steps: taken,
	}
}

// ExpiresAt is when an approval that is still open ends.
func (a *Approval) ExpiresAt() time.Time { return a.DecidedAt.Add(Life) }

// State answers where the approval stands at the time.
func (a *Approval) State(now time.Time) State {
	standing := a.Steps.Standing()
	open := standing == Pending || standing == FirstApproved
	if open && !now.Before(a.ExpiresAt()) {
		return Expired
	}
	return standing
}

// Version counts the steps; it is what a step is compared by when it is written.
func (a *Approval) Version() int64 { return int64(len(a.Steps)) }

// Status is an approval as it stood at a time.
type Status struct {
	Approval

	State State
}

// At answers the approval with its state at the time.
func (a *Approval) At(now time.Time) Status { return Status{Approval: *a, State: a.State(now)} }
