// Package query has the use cases that only read, one file each.
package query

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
)

// GetDecision asks for one decision (api.md, GET /decisions/{id}): an admin any of
// the tenant's, an actor their own.
type GetDecision struct {
	Caller     actor.Caller
	DecisionID id.UUID
}

// Authorise implements application.Use. Whose the decision is, is known only when
// it was read.
func (GetDecision) Authorise() error { return nil }

// Decisions answers queries on decisions.
type Decisions struct{ views ports.DecisionViews }

// NewDecisions makes the handler.
func NewDecisions(views ports.DecisionViews) *Decisions { return &Decisions{views: views} }

// Get carries out GetDecision. Another actor's decision is not found, like one
// that does not exist.
func (d *Decisions) Get(ctx context.Context, q GetDecision) (ports.DecisionView, error) {
	view, err := d.views.ViewDecision(ctx, q.Caller.TenantID, q.DecisionID)
	if err != nil {
		return ports.DecisionView{}, err
	}
	own := view.Decision.Actor.ID != "" && view.Decision.Actor.ID == q.Caller.Actor.ID
	if !own && !q.Caller.IsAdmin() {
		return ports.DecisionView{}, fault.Missing("the decision")
	}
	return view, nil
}
