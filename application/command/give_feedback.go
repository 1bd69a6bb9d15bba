package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/feedback"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
)

// GiveFeedback says whether an action was useful (api.md, POST
// /actions/{action_id}/feedback). Only the actor whom it was for can say; the last
// word counts.
type GiveFeedback struct {
	Keyed

	Caller   actor.Caller
	ActionID id.UUID
	Rating   feedback.Rating
}

// FeedbackGiven is the answer.
type FeedbackGiven struct {
	Committed

	Feedback feedback.Feedback
	// Repeated is set when the actor said the same before; it is as it was then.
	Repeated bool
}

// Authorise implements application.Use. Whose the action is, is known only when it
// was read.
func (GiveFeedback) Authorise() error { return nil }

// FeedbackHandler carries out GiveFeedback.
type FeedbackHandler struct {
	actions ports.ActionReader
	store   ports.Store
	clock   ports.Clock
	ids     ports.IDs
}

// NewFeedbackHandler makes the handler.
func NewFeedbackHandler(
	actions ports.ActionReader, store ports.Store, clock ports.Clock, ids ports.IDs,
) *FeedbackHandler {
	return &FeedbackHandler{actions: actions, store: store, clock: clock, ids: ids}
}

// Give carries out GiveFeedback. What says the same as what counts already is neither
// written nor counted again, so that nobody can grow the events by repeating it.
func (h *FeedbackHandler) Give(ctx context.Context, c GiveFeedback) (FeedbackGiven, error) {
	given := feedback.Feedback{
		TenantID: c.Caller.TenantID, DecisionID: decision.OfAction(c.ActionID), ActionID: c.ActionID,
		ActorID: c.Caller.Actor.ID, Rating: c.Rating, At: h.clock.Now(),
	}
	if problems := given.Problems(); len(problems) > 0 {
		return FeedbackGiven{}, fault.InvalidInput(problems)
	}
	of, last, err := h.find(ctx, &given)
	if err != nil {
		return FeedbackGiven{}, err
	}
	if last.Rating == given.Rating {
		return settle(ctx, h.store, given.At, c.Keyed, FeedbackGiven{Feedback: last, Repeated: true})
	}
	given.PlaybookID, given.Revision = of.PlaybookID, of.Revision
	return commit(ctx, h.store, ports.WriteSet{
		TenantID: given.TenantID, At: given.At, Feedback: &given,
		Events: []event.Event{given.Event(h.ids.New(given.At), &of)},
	}, c.Keyed, FeedbackGiven{Feedback: given})
}

// find answers the action, and the verdict on it that counts. Another actor's is not
// found, like one that does not exist or that nobody was shown.
func (h *FeedbackHandler) find(ctx context.Context, given *feedback.Feedback) (action.Action, feedback.Feedback, error) {
	state, err := h.actions.ReadAction(ctx, given.TenantID, given.DecisionID, given.ActionID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return action.Action{}, feedback.Feedback{}, err
	}
	of, found := state.Decision.Action(given.ActionID)
	if !found || state.Decision.Actor.ID == "" || state.Decision.Actor.ID != given.ActorID {
		return action.Action{}, feedback.Feedback{}, fault.Missing("the action")
	}
	return of, state.Feedback, nil
}
