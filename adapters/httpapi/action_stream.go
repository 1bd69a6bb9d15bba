package httpapi

import (
	"bytes"
	"cmp"
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/openapi"
	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/sse"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// StreamTerms are the times of event streams.
type StreamTerms struct {
	// Heartbeat is how long a stream is silent at most. Default: 15 s.
	Heartbeat time.Duration
	// Life is how long a stream lasts at most. One ends with its token where that is
	// sooner; this bounds how long it goes on when the token would be refused before it
	// expires, its key withdrawn. Default: 1 h.
	Life time.Duration
	// Patience is how long a client may take to take what was written. Default: 10 s.
	Patience time.Duration
}

func (t StreamTerms) orDefault() StreamTerms {
	return StreamTerms{
		Heartbeat: cmp.Or(t.Heartbeat, 15*time.Second), Life: cmp.Or(t.Life, time.Hour), Patience: cmp.Or(t.Patience, 10*time.Second),
	}
}

// retryAfterEnd is how long a client waits before it comes back.
const retryAfterEnd = 2 * time.Second

// StreamActions implements openapi.ServerInterface. Once it has begun, every end is
// one for the client to come back from, and none is answered.
func (s *server) StreamActions(c echo.Context, actorID string, params openapi.StreamActionsParams) error {
	caller := callerOf(c)
	surface, problems := surfaceOf(params.Surface)
	feed := feedOf(caller, surface)
	after, err := positionOfEvent(feed, params.LastEventID)
	if err != nil {
		problems = append(problems, fault.Problem{
			Path:    "Last-Event-ID",
			Message: "must be the id of an event of this actor and surface, unaltered; connect without it to begin anew",
		})
	}
	if err := invalid(problems); err != nil {
		return err
	}
	ctx := c.Request().Context()
	stream, err := s.Application.Queries.StreamActions.Do(ctx, query.StreamActions{
		Caller: caller, ActorID: actorID, Surface: surface, After: after,
	})
	if err != nil {
		return err
	}
	defer stream.Close()
	writer := sse.Begin(c.Response(), sse.Terms{Patience: s.Streams.Patience, Over: stream.Ended(), Now: s.Clock.Now})
	defer writer.Close()
	ctx, cancel := context.WithTimeout(ctx, s.lifeOf(caller))
	defer cancel()
	return teller{feed: feed, stream: stream, writer: writer}.tell(ctx, s.Streams.Heartbeat)
}

// lifeOf answers how long a stream that the caller opens now may last.
func (s *server) lifeOf(caller actor.Caller) time.Duration {
	if caller.ExpiresAt.IsZero() {
		return s.Streams.Life
	}
	return min(s.Streams.Life, caller.ExpiresAt.Sub(s.Clock.Now()))
}

// teller tells one client of its actions.
type teller struct {
	feed   string
	stream *query.ActionStream
	writer *sse.Writer
}

// tell tells until the context ends.
func (t teller) tell(ctx context.Context, every time.Duration) error {
	heartbeat := time.NewTicker(every)
	defer heartbeat.Stop()
	if err := t.writer.Retry(retryAfterEnd); err != nil {
		return err
	}
	for {
		if err := t.catchUp(ctx); err != nil {
			return err
		}
		if err := t.wait(ctx, heartbeat.C); err != nil {
			return err
		}
	}
}

// catchUp tells everything that there is.
func (t teller) catchUp(ctx context.Context) error {
	for more := true; more; {
		items, further, err := t.stream.Next(ctx)
		if err != nil {
			return err
		}
		for _, pushed := range items {
			if err := t.event(ctx, pushed); err != nil {
				return err
			}
		}
		more = further
	}
	return nil
}

// event tells of one action, unless the stream has had its time: a client that reads
// slowly could draw a page out.
func (t teller) event(ctx context.Context, pushed ports.PushedAction) error {
	if ctx.Err() != nil {
		return ctx.Err() //nolint:wrapcheck // it ends here, and nobody is told
	}
	answer := pushedAnswer(t.feed, pushed)
	data, err := encoded(answer)
	if err != nil {
		return err
	}
	return t.writer.Event(answer.EventId, "action", bytes.TrimSpace(data))
}

// wait answers nil when there is news, and an error when there will be none.
func (t teller) wait(ctx context.Context, heartbeat <-chan time.Time) error {
	for {
		select {
		case <-t.stream.News():
			return nil
		case <-heartbeat:
			if err := t.writer.Beat(); err != nil {
				return err
			}
		case <-t.stream.Ended():
			return sse.ErrOver
		case <-ctx.Done():
			return ctx.Err() //nolint:wrapcheck // it ends here, and nobody is told
		}
	}
}
