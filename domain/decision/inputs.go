// Package decision is the heart of the engine: what to say to whom, and why not,
// as pure functions over what was read (product.md, The decision, step by step).
package decision

import (
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/preference"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Request is what a decision is asked for. Ids and time are fixed before the
// first try, so that a repeated try makes the same decision.
type Request struct {
	// ID is a root (id.UUID.Root): the actions' ids are its branches.
	ID, ReceiptID id.UUID
	TenantID      tenant.ID
	Actor         actor.Actor
	Context       playbook.Context
	// Signal is nil when somebody asks without one.
	Signal *signal.Signal
	Now    time.Time
	// Explain asks for the reasons of every playbook, fired or not.
	Explain bool
}

// Surface is where the answer is shown.
func (r *Request) Surface() action.Surface { return r.Context.Surface }

// Subject is whose memory the decision concerns.
func (r *Request) Subject() signal.Subject {
	return signal.SubjectOf(r.Actor.ID, r.Context.Place.RepoID)
}

// Inputs are everything a decision depends on. What could not be had is named in
// Degraded; what is not configured is simply empty.
type Inputs struct {
	Request  Request
	Policy   tenant.Policy
	Snapshot policy.Snapshot
	// Compliance is what gold standards make of the request's place.
	Compliance policy.Compliance
	// Preferences are the actor's; the default for a signal without an actor.
	Preferences preference.Preferences
	// ActorRef stands for the actor in receipts and events; zero for a signal
	// without an actor.
	ActorRef  id.UUID
	Playbooks *playbook.Index
	// Experiments are those that run over the playbooks; nil for none.
	Experiments *experiment.Running
	Facts       playbook.Facts
	// Env is Facts, bound for the compiled playbooks.
	Env    playbook.Env
	Memory fatigue.Memory
	// Contended holds everything back: other decisions for the subject went first too
	// often for this one to keep its time.
	Contended bool
	Degraded  []string
}

// Objective is how long a decision may take before it counts as late; 0 means
// that none applies (observability.md, mmm_decision_latency_warning_total).
func Objective(surface action.Surface) time.Duration {
	switch surface {
	case action.IDE:
		return 150 * time.Millisecond
	case action.CI:
		return 500 * time.Millisecond
	default:
		return 0
	}
}

// Budget is how long a decision may go on trying: the surface's objective less a margin
// (product.md, Context).
func Budget(surface action.Surface) time.Duration {
	switch surface {
	case action.IDE:
		return 120 * time.Millisecond
	case action.CI:
		return 450 * time.Millisecond
	default:
		return 3 * time.Second
	}
}

// DefaultEvaluationPoint answers where in the life of a change a surface stands
// unless the request says (downstream.md, ERIS).
func DefaultEvaluationPoint(surface action.Surface) string {
	switch surface {
	case action.IDE:
		return "pre-commit"
	case action.CI:
		return "pre-merge"
	default:
		return "post-deploy"
	}
}

// EvaluationPoints are the ones a request may name.
func EvaluationPoints() []string {
	return []string{"pre-commit", "pre-merge", "pre-deploy", "post-deploy"}
}
