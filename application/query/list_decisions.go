package query

import (
	"cmp"
	"context"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ListDecisions asks for a page of decisions, newest first (api.md, GET /decisions): an
// admin any of the tenant's, an actor their own.
type ListDecisions struct {
	Caller actor.Caller
	// ActorID is empty for everybody's where the caller is an admin, and for the caller's
	// own else.
	ActorID string
	// Playbook is zero for any. It is one that fired.
	Playbook playbook.Key
	// Surface is empty for any.
	Surface action.Surface
	// Degraded is nil for both.
	Degraded *bool
	// Span is when they were made.
	Span ports.Span
	// Before is where the page before ended; zero for the first page.
	Before id.UUID
	// Limit is from 1 to 200.
	Limit int
}

// Authorise implements application.Use.
func (q ListDecisions) Authorise() error { return q.Caller.RequireSelfOrAdmin(q.actorID()) }

// actorID answers whose decisions are asked for; empty for everybody's.
func (q ListDecisions) actorID() string {
	if q.Caller.IsAdmin() {
		return q.ActorID
	}
	return cmp.Or(q.ActorID, q.Caller.Actor.ID)
}

// List carries out ListDecisions. A page may hold fewer than asked for, none even, and
// yet say where to go on.
func (d *Decisions) List(ctx context.Context, q ListDecisions) (ports.DecisionPage, error) {
	if problems := q.Span.Problems(); len(problems) > 0 {
		return ports.DecisionPage{}, fault.InvalidInput(problems)
	}
	return d.views.ListDecisions(ctx, q.Caller.TenantID, ports.DecisionFilter{
		ActorID: q.actorID(), Playbook: q.Playbook, Surface: q.Surface, Degraded: q.Degraded, Span: q.Span, Before: q.Before,
		Limit: q.Limit,
	})
}
