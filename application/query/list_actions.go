package query

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/application/live"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ListActions asks for a page of the actions pushed to an actor, oldest first, expired
// ones too (api.md, GET /actors/{id}/actions): nobody but the actor.
type ListActions struct {
	Caller  actor.Caller
	ActorID string
	Surface action.Surface
	// Since is the earliest time of a decision.
	Since time.Time
	// After is the last position of the page before; zero for the first page.
	After event.Position
	// Limit is from 1 to 200.
	Limit int
}

// ActionPage is the answer; More says that another page follows.
type ActionPage struct {
	Items []ports.PushedAction
	More  bool
}

// Authorise implements application.Use.
func (q ListActions) Authorise() error { return q.Caller.RequireSelf(q.ActorID) }

// Actions answers queries on the actions pushed to an actor.
type Actions struct {
	views ports.ActionViews
	hub   *live.Hub
	clock ports.Clock
}

// NewActions makes the handlers.
func NewActions(views ports.ActionViews, hub *live.Hub, clock ports.Clock) *Actions {
	return &Actions{views: views, hub: hub, clock: clock}
}

// List carries out ListActions.
func (a *Actions) List(ctx context.Context, q ListActions) (ActionPage, error) {
	read, err := a.views.ListActions(ctx, q.Caller.TenantID, ports.ActionFilter{
		ActorID: q.ActorID, Surface: q.Surface, After: q.After, Since: q.Since, Limit: q.Limit + 1,
	})
	items, more := page(read.Items, q.Limit)
	return ActionPage{Items: items, More: more}, err
}
