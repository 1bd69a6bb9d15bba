package command

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/ports"
)

// RecordOutcome reports what became of an action (api.md, POST
// /decisions/{decision_id}/outcomes).
type RecordOutcome struct {
	Keyed

	Caller               actor.Caller
	DecisionID, ActionID id.UUID
	Result               outcome.Result
	// Reason is required for dismissed and failed.
	Reason string
	// ActorID is who saw or answered the action: the decision's actor when it is
	// empty, the caller where the decision has none. Naming another than the caller
	// needs the scope to act for others.
	ActorID string
	// OccurredAt may be zero: now.
	OccurredAt time.Time
}

// OutcomeRecorded is the answer.
type OutcomeRecorded struct {
	Committed

	Outcome outcome.Outcome
	// Repeated is set when the outcome was recorded before; it is as it was then.
	Repeated bool
}

// Authorise implements application.Use. Whose the decision is, is known only when
// it was read.
func (c RecordOutcome) Authorise() error {
	if err := c.Caller.RequireScope(actor.ScopeOutcome); err != nil {
		return err
	}
	if c.ActorID != "" && c.ActorID != c.Caller.Actor.ID {
		return c.Caller.RequireScope(actor.ScopeActForOthers)
	}
	return nil
}

// Problems answers everything that is wrong with the report itself.
func (c RecordOutcome) Problems() []fault.Problem {
	reported := outcome.Outcome{Result: c.Result, Reason: c.Reason, ActorID: c.ActorID}
	return reported.Problems()
}

// OutcomeHandler carries out RecordOutcome.
type OutcomeHandler struct {
	actions ports.ActionReader
	refs    ports.ActorRefReader
	store   ports.Store
	clock   ports.Clock
	ids     ports.IDs
}

// NewOutcomeHandler makes the handler.
func NewOutcomeHandler(
	actions ports.ActionReader, refs ports.ActorRefReader, store ports.Store, clock ports.Clock, ids ports.IDs,
) *OutcomeHandler {
	return &OutcomeHandler{actions: actions, refs: refs, store: store, clock: clock, ids: ids}
}

// Record carries out RecordOutcome. Of concurrent reports of one stage one is
// recorded; the others find it when they read again.
func (h *OutcomeHandler) Record(ctx context.Context, c RecordOutcome) (OutcomeRecorded, error) {
	if problems := c.Problems(); len(problems) > 0 {
		return OutcomeRecorded{}, fault.InvalidInput(problems)
	}
	now := h.clock.Now()
	reported := outcome.Outcome{
		ID: h.ids.New(now), ReceiptID: h.ids.New(now), TenantID: c.Caller.TenantID, DecisionID: c.DecisionID,
		ActionID: c.ActionID, Result: c.Result, Reason: c.Reason, OccurredAt: c.OccurredAt, RecordedAt: now,
	}
	return anew(func() (OutcomeRecorded, error) { return h.try(ctx, c, reported) })
}

func (h *OutcomeHandler) try(ctx context.Context, c RecordOutcome, reported outcome.Outcome) (OutcomeRecorded, error) {
	state, err := h.actions.ReadAction(ctx, c.Caller.TenantID, c.DecisionID, c.ActionID)
	if err != nil {
		return OutcomeRecorded{}, err
	}
	made := &state.Decision
	of, err := c.find(made)
	if err != nil {
		return OutcomeRecorded{}, err
	}
	by := c.actorOf(made)
	reported.ActorID, reported.OccurredAt = by.ID, outcome.Within(c.OccurredAt, made.CreatedAt, reported.RecordedAt)
	taken, repeated, err := state.Outcomes.Take(reported, &of, state.Approval.Standing())
	if err != nil {
		return OutcomeRecorded{}, err
	}
	if repeated {
		return settle(ctx, h.store, reported.RecordedAt, c.Keyed, OutcomeRecorded{Outcome: taken, Repeated: true})
	}
	set, err := h.writes(ctx, &taken, made, &of, by)
	if err != nil {
		return OutcomeRecorded{}, err
	}
	return commit(ctx, h.store, set, c.Keyed, OutcomeRecorded{Outcome: taken})
}

// find answers the action. A decision that is not the caller's to report on is not
// found, like one that does not exist.
func (c RecordOutcome) find(made *decision.Decision) (action.Action, error) {
	own := made.Actor.ID != "" && made.Actor.ID == c.Caller.Actor.ID
	if !own && !c.Caller.Has(actor.ScopeActForOthers) {
		return action.Action{}, fault.Missing("the decision")
	}
	of, found := made.Action(c.ActionID)
	if !found {
		missing := fault.Missing("the action")
		missing.Problems = []fault.Problem{{Path: "action_id", Message: "is no action of the decision"}}
		return action.Action{}, missing
	}
	return of, nil
}

// actorOf answers whom the outcome is of. Of another actor than the decision's and
// the caller nothing but the name is known.
func (c RecordOutcome) actorOf(made *decision.Decision) actor.Actor {
	switch {
	case made.Actor.ID != "" && (c.ActorID == "" || c.ActorID == made.Actor.ID):
		return made.Actor
	case c.ActorID == "" || c.ActorID == c.Caller.Actor.ID:
		return c.Caller.Actor
	}
	return actor.Actor{ID: c.ActorID}
}
