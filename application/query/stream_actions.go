package query

import (
	"context"
	"time"

	"github.com/mmm-engine/mmm-engine/application/live"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/ports"
)

// StreamActions asks for the actions pushed to an actor as they come (api.md, GET
// /actors/{id}/actions/stream): nobody but the actor.
type StreamActions struct {
	Caller  actor.Caller
	ActorID string
	Surface action.Surface
	// After is the position of the last action that the client had; zero for a client
	// that had none.
	After event.Position
}

// Authorise implements application.Use.
func (q StreamActions) Authorise() error { return q.Caller.RequireSelf(q.ActorID) }

// Stream carries out StreamActions: it answers an open stream, which must be closed.
// A client that had none is told first what has no answer yet. One that had an action
// is told everything behind it; where that is not kept any more, from the oldest that
// is. What expired meanwhile is told to neither.
func (a *Actions) Stream(ctx context.Context, q StreamActions) (*ActionStream, error) {
	listener, err := a.hub.Listen(live.Topic{TenantID: q.Caller.TenantID, ActorID: q.ActorID, Surface: q.Surface})
	if err != nil {
		return nil, err
	}
	stream := &ActionStream{
		views: a.views, clock: a.clock, listener: listener, owner: q.Caller.TenantID,
		filter: ports.ActionFilter{
			ActorID: q.ActorID, Surface: q.Surface, After: q.After, Unanswered: q.After == event.Position{}, Limit: streamBatch,
		},
	}
	if err := stream.open(ctx); err != nil {
		stream.Close()
		return nil, err
	}
	return stream, nil
}

const (
	// streamBatch is how many actions a stream holds at most.
	streamBatch = 50
	// streamRead bounds how long a stream waits for the database.
	streamRead = 5 * time.Second
	// longestLife is how long an action can be worth saying.
	longestLife = playbook.MaxExpiry * time.Minute
)

func unknownPosition() error {
	return fault.InvalidInput([]fault.Problem{{
		Path: "Last-Event-ID", Message: "is of no event that this service sent; connect without it to begin anew",
	}})
}
