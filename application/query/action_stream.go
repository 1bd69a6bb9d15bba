package query

import (
	"context"

	"github.com/mmm-engine/mmm-engine/application/live"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ActionStream is the actions of one actor as they come. It holds one page at most,
// however slow its client is. Only one goroutine uses it.
type ActionStream struct {
	views    ports.ActionViews
	clock    ports.Clock
	listener *live.Listener
	owner    tenant.ID
	filter   ports.ActionFilter
	// first was read when the stream was opened; nil once it was taken.
	first *ports.ActionPage
}

// open reads the first page, so that a stream which cannot be had fails before it
// begins.
func (s *ActionStream) open(ctx context.Context) error {
	first, err := s.read(ctx)
	if err != nil {
		return err
	}
	if first.To.Before(s.filter.After) {
		return unknownPosition()
	}
	s.first = &first
	return nil
}

// Next answers what was pushed behind its last answer, in order, and whether there
// may be more at once; without more, it is time to wait for News.
func (s *ActionStream) Next(ctx context.Context) (items []ports.PushedAction, more bool, err error) {
	page := s.first
	if s.first = nil; page == nil {
		read, err := s.read(ctx)
		if err != nil {
			return nil, false, err
		}
		page = &read
	}
	more = len(page.Items) == s.filter.Limit
	s.filter.After = s.filter.After.Later(page.To)
	// What is there is told; from now on it is told as it comes.
	s.filter.Unanswered = s.filter.Unanswered && more
	return page.Items, more, nil
}

func (s *ActionStream) read(ctx context.Context) (ports.ActionPage, error) {
	ctx, cancel := context.WithTimeout(ctx, streamRead)
	defer cancel()
	now := s.clock.Now()
	filter := s.filter
	filter.LiveAt, filter.Since = now, now.Add(-longestLife)
	return s.views.ListActions(ctx, s.owner, filter)
}

// News says that Next may have something.
func (s *ActionStream) News() <-chan struct{} { return s.listener.News() }

// Ended is closed when there will be no more news: the process stops, or a newer
// stream of the actor has the place.
func (s *ActionStream) Ended() <-chan struct{} { return s.listener.Ended() }

// Close ends the stream. Twice is safe.
func (s *ActionStream) Close() { s.listener.Close() }
