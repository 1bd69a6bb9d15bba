package decision

import (
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/policy"
	"github.com/mmm-engine/mmm-engine/domain/signal"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// Retention is how long decisions, and what was pushed of them, are kept (product.md,
// Retention).
const Retention = 90 * 24 * time.Hour

// Decision is what was chosen for one context. A decision with no actions is one
// too: nothing is invented to fill the silence.
type Decision struct {
	ID, ReceiptID id.UUID
	TenantID      tenant.ID
	Actor         actor.Actor
	// ActorRef stands for the actor in receipts and events; zero without one.
	ActorRef id.UUID
	Context  playbook.Context
	// SignalID and Severity are the signal's; the id is empty without one.
	SignalID string
	Severity signal.Severity
	// Change is what of the version history the signal is about.
	Change    signal.Change
	CreatedAt time.Time
	Snapshot  policy.Snapshot
	// Standards name the gold standards that were in force, as id@version; none are kept
	// with the decision, only in its receipt.
	Standards []string
	// Texts is the safety of the texts that were generated for it; it is kept in its receipt
	// only.
	Texts Texts
	// Degraded lists what was unavailable; empty for a decision in full.
	Degraded []string
	Fired    []Fired
	// Assignments are the experiments that this decision counts for, by id.
	Assignments []Assignment
	Actions     []action.Action
	// Shadow are the actions of shadow playbooks: recorded, shown to nobody.
	Shadow      []action.Action
	Suppressed  []Suppression
	Explanation []Considered
}

func newDecision(in *Inputs, fired []Fired) Decision {
	r := &in.Request
	decided := Decision{
		ID: r.ID, ReceiptID: r.ReceiptID, TenantID: r.TenantID, Actor: r.Actor, ActorRef: in.ActorRef,
		Context: r.Context, CreatedAt: r.Now, Snapshot: in.Snapshot, Degraded: in.Degraded, Fired: fired,
		Standards: in.Compliance.Standards,
	}
	if r.Signal != nil {
		decided.SignalID, decided.Severity, decided.Change = r.Signal.ID, r.Signal.Severity, r.Signal.Change()
	}
	return decided
}

// OfAction answers the id of the decision that an action belongs to.
func OfAction(actionID id.UUID) id.UUID { return actionID.Root() }

// Action finds one of the actions that somebody may have been shown.
func (d *Decision) Action(actionID id.UUID) (action.Action, bool) {
	at := slices.IndexFunc(d.Actions, func(a action.Action) bool { return a.ID == actionID })
	if at < 0 {
		return action.Action{}, false
	}
	return d.Actions[at], true
}

// Surface is where the decision was asked from.
func (d *Decision) Surface() action.Surface { return d.Context.Surface }

// IsDegraded reports whether something that the decision depends on was unavailable.
func (d *Decision) IsDegraded() bool { return len(d.Degraded) > 0 }

// Subject is whose memory the decision concerns.
func (d *Decision) Subject() signal.Subject {
	return signal.SubjectOf(d.Actor.ID, d.Context.Place.RepoID)
}
