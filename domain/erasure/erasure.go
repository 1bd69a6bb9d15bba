// Package erasure has the removal of what is known of an actor (product.md, Erasure).
package erasure

import (
	"strings"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Key identifies an erasure in its tenant.
type Key = id.UUID

// MaxReason bounds a reason, in bytes.
const MaxReason = 1024

// State is how far an erasure has come.
type State string

// The states. Only one that is pending knows whom it is about, and nothing is recorded of
// that actor meanwhile.
const (
	Pending   State = "pending"
	Completed State = "completed"
	// Refused ended without removing what was left: the tenant came under legal hold.
	Refused State = "refused"
)

// Settle is how long nothing more is found before an erasure ends: longer than any request
// or copy of a row that began before is under way.
const Settle = 10 * time.Second

// Erasure is what became of one request to forget an actor.
type Erasure struct {
	ID       Key
	TenantID tenant.ID
	// ActorID is whom it is about; empty once it has ended.
	ActorID string
	// Alias takes the place of the actor's id in what is kept.
	Alias string
	State State
	// Reason is the admin's own words, and may be empty.
	Reason string
	// RequestedBy stands for the admin who asked, of AdminType.
	RequestedBy id.UUID
	AdminType   actor.Type
	// RequestedAt and EndedAt are in UTC; EndedAt is zero while it is pending.
	RequestedAt, EndedAt time.Time
	// Removed counts what was deleted, or made anonymous, by part.
	Removed Removed
}

// Removed counts rows, keys and jobs by part.
type Removed map[Part]int64

// New makes a pending one. Random is of nobody: the alias says nothing.
func New(key Key, random id.UUID, owner tenant.ID, actorID, reason string, at time.Time) Erasure {
	return Erasure{
		ID: key, TenantID: owner, ActorID: actorID, Alias: "deleted-" + random.String(), State: Pending,
		Reason: reason, RequestedAt: at,
	}
}

// Problems answers everything that is wrong with what was asked for.
func (e *Erasure) Problems() []fault.Problem {
	var problems []fault.Problem
	if e.ActorID == "" || len(e.ActorID) > actor.MaxIDLength || strings.ContainsRune(e.ActorID, 0) {
		problems = append(problems, fault.Problem{
			Path: "actor_id", Message: "must be 1 to 256 bytes, as tokens and signals name the actor",
		})
	}
	return append(problems, signal.TextProblems("reason", e.Reason, MaxReason)...)
}

// End answers the erasure after its end, which has forgotten whom it was about.
func (e *Erasure) End(state State, at time.Time) Erasure {
	ended := *e
	ended.State, ended.EndedAt, ended.ActorID = state, at, ""
	ended.Reason = actor.Mentions(e.ActorID).Replace(e.Reason, e.Alias)
	return ended
}

// UnderHold refuses an erasure: legal hold keeps all (product.md, Retention).
func UnderHold() error {
	return fault.New(fault.Conflict, "LEGAL_HOLD",
		"the tenant is under legal hold, which keeps everything; lift it in the tenant's policy, then repeat the request")
}

// Designated refuses the erasure of an actor whom the policy names: without the last
// approver anybody with the role could approve, which is for an admin to decide.
func Designated() error {
	return fault.New(fault.Conflict, "DESIGNATED_APPROVER",
		"the tenant's policy designates the actor as an approver; take them out of designated_approvers, then repeat the request")
}

// UnderWay refuses to record anything of an actor who is being erased.
func UnderWay(cause error) error {
	refused := fault.Wrap(fault.Conflict, "ACTOR_BEING_ERASED",
		"the actor's data are being erased, and nothing is recorded of them meanwhile; repeat the request in a while", cause)
	refused.RetryAfter = Settle
	return refused
}
