package httpapi_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/actor"
)

// watched keeps what a stream was asked for.
func watched(
	into *query.StreamActions, next func(context.Context, query.StreamActions) (*query.ActionStream, error),
) func(context.Context, query.StreamActions) (*query.ActionStream, error) {
	return func(ctx context.Context, q query.StreamActions) (*query.ActionStream, error) {
		*into = q
		return next(ctx, q)
	}
}

// machine is the real clock, by which connections time out.
type machine struct{ clock }

// Now implements ports.Clock.
func (machine) Now() time.Time { return time.Now() }

func onTheMachinesClock(o *httpapi.Options) { o.Clock = machine{} }

func TestAStreamTellsWhatTheListHasAndThenWhatComes(t *testing.T) {
	t.Parallel()
	f := newFeed()
	s := f.serve(t, httpapi.StreamTerms{})
	f.push(t, "one\ntwo <b>")
	open := s.listen(t, "")
	require.Equal(t, "text/event-stream", open.header.Get("Content-Type"))
	require.Equal(t, []string{"no-store"}, open.header.Values("Cache-Control"))
	require.Equal(t, "no", open.header.Get("X-Accel-Buffering"))
	require.Equal(t, []string{"retry: 2000"}, open.block(t))
	first := open.event(t)
	f.step(t)
	f.push(t)
	f.step(t)
	second := open.event(t)

	var page rawPage
	require.NoError(t, json.Unmarshal([]byte(s.do(t, admin(good()["listActions"])).body), &page))
	require.Len(t, page.Items, 2)
	for i, e := range []told{first, second} {
		require.Equal(t, "action", e.name)
		require.Equal(t, string(page.Items[i]), e.data, "one line, the same as in the list")
		require.Contains(t, e.data, `"event_id":"`+e.id+`"`)
		s.fits(t, "PushedAction", e.data)
	}
	require.Contains(t, first.data, `one\ntwo <b>`)
}

func TestAClientComesBackWithItsLastEvent(t *testing.T) {
	t.Parallel()
	f := newFeed()
	s := f.serve(t, httpapi.StreamTerms{})
	for range 3 {
		f.push(t)
	}
	open := s.listen(t, "")
	first := open.event(t)
	open.close()
	f.empty(t)
	open = s.listen(t, first.id)
	rest := []told{open.event(t), open.event(t)}
	require.NotContains(t, rest, first)
	require.NotEqual(t, rest[0], rest[1])
	page := listed(t, s, "")
	require.Equal(t, []string{page.Items[1].EventID, page.Items[2].EventID}, []string{rest[0].id, rest[1].id})
}

func TestAStreamShowsThatItWorks(t *testing.T) {
	t.Parallel()
	s := newFeed().serve(t, httpapi.StreamTerms{Heartbeat: time.Millisecond})
	open := s.listen(t, "")
	require.Equal(t, []string{"retry: 2000"}, open.block(t))
	for range 3 {
		require.Equal(t, []string{": "}, open.block(t))
	}
}

func TestAStreamOutlivesTheServersDeadlines(t *testing.T) {
	t.Parallel()
	const deadline = 50 * time.Millisecond
	s := newFeed().serve(t, httpapi.StreamTerms{Heartbeat: deadline}, onTheMachinesClock)
	server := httptest.NewUnstartedServer(s.echo)
	server.Config.ReadTimeout, server.Config.WriteTimeout = deadline, deadline
	server.Start()
	t.Cleanup(server.Close)
	s.url = server.URL + httpapi.BasePath
	open := s.listen(t, "")
	for range 6 {
		open.block(t)
	}
}

func TestAStreamEndsAfterItsLifeAndTheClientIsWelcomeBack(t *testing.T) {
	t.Parallel()
	f := newFeed()
	s := f.serve(t, httpapi.StreamTerms{Life: 30 * time.Millisecond})
	for range 5 {
		text, err := s.listen(t, "").rest()
		require.NoError(t, err, "it ends as an answer ends")
		require.Equal(t, "retry: 2000\n\n", text)
	}
	f.empty(t)
}

// expiring tokens are good ones that end in a while.
type expiring struct {
	tokens

	in time.Duration
}

// Verify implements ports.Tokens.
func (e expiring) Verify(ctx context.Context, token string) (actor.Caller, error) {
	caller, err := e.tokens.Verify(ctx, token)
	caller.ExpiresAt = now().Add(e.in)
	return caller, err
}

func TestAStreamEndsWithItsTokenOrItsLifeWhicheverIsSooner(t *testing.T) {
	t.Parallel()
	const soon = 30 * time.Millisecond
	for name, ends := range map[string]struct{ token, life time.Duration }{
		"the token": {soon, time.Hour}, "the life": {time.Hour, soon},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFeed()
			s := f.serve(t, httpapi.StreamTerms{Life: ends.life}, func(o *httpapi.Options) { o.Tokens = expiring{in: ends.token} })
			text, err := s.listen(t, "").rest()
			require.NoError(t, err, "it ends as an answer ends")
			require.Equal(t, "retry: 2000\n\n", text)
			f.empty(t)
		})
	}
}

func TestAStreamTellsNothingMoreOnceItsTokenHasExpired(t *testing.T) {
	t.Parallel()
	f := newFeed()
	s := f.serve(t, httpapi.StreamTerms{}, func(o *httpapi.Options) { o.Tokens = expiring{} })
	f.push(t)
	text, err := s.listen(t, "").rest()
	require.NoError(t, err)
	require.Equal(t, "retry: 2000\n\n", text)
}

func TestAStreamEndsWithTheProcess(t *testing.T) {
	t.Parallel()
	f := newFeed()
	s := f.serve(t, httpapi.StreamTerms{}, onTheMachinesClock)
	open := s.listen(t, "")
	f.hub.Close()
	_, err := open.rest()
	require.NoError(t, err)
	f.empty(t)
	answer := s.do(t, request{path: streamPath, token: adminToken})
	require.Equal(t, "STOPPING", s.problem(t, answer, http.StatusServiceUnavailable).Code)
}

func TestAClientThatLeavesGivesItsPlaceBack(t *testing.T) {
	t.Parallel()
	f := newFeed()
	s := f.serve(t, httpapi.StreamTerms{})
	open := s.listen(t, "")
	s.listen(t, "")
	require.Equal(t, 2, f.hub.Listening())
	open.close()
	require.Eventually(t, func() bool { return f.hub.Listening() == 1 }, 10*time.Second, time.Millisecond)
}

func TestANewStreamOfAnActorEndsTheOldestWhichLosesNothing(t *testing.T) {
	t.Parallel()
	f := newFeed()
	s := f.serve(t, httpapi.StreamTerms{}, onTheMachinesClock)
	f.push(t)
	oldest := s.listen(t, "")
	had := oldest.event(t)
	second, third := s.listen(t, ""), s.listen(t, "")
	_, err := oldest.rest()
	require.NoError(t, err, "it ends as an answer ends")
	for _, open := range []*stream{second, third} {
		require.Equal(t, had, open.event(t))
	}
	f.push(t)
	back := s.listen(t, had.id)
	require.NotEqual(t, had.id, back.event(t).id)
	require.Equal(t, 2, f.hub.Listening())
}

func TestAClientThatIsGoneWithoutAWordDoesNotKeepItsActorOut(t *testing.T) {
	t.Parallel()
	f := newFeed()
	s := f.serve(t, httpapi.StreamTerms{Patience: time.Hour}, onTheMachinesClock)
	f.stuff(t)
	for range 5 {
		s.listen(t, "") // and reads nothing
	}
	require.Equal(t, 2, f.hub.Listening())
}

// stuff has far more to tell than connections hold.
func (f *feed) stuff(t *testing.T) {
	t.Helper()
	for range 100 {
		f.push(t, strings.Repeat("x", 100<<10))
	}
}

func TestAClientThatDoesNotReadIsCutOff(t *testing.T) {
	t.Parallel()
	f := newFeed()
	s := f.serve(t, httpapi.StreamTerms{Patience: 100 * time.Millisecond}, onTheMachinesClock)
	f.stuff(t)
	s.listen(t, "")
	f.empty(t)
}

// watchedClock is the machine's, and knows when it was last asked: each write asks it.
type watchedClock struct {
	machine

	asked atomic.Int64
}

// Now implements ports.Clock.
func (w *watchedClock) Now() time.Time {
	w.asked.Store(time.Now().UnixNano())
	return w.machine.Now()
}

func (w *watchedClock) silent() time.Duration { return time.Since(time.Unix(0, w.asked.Load())) }

func TestAClientThatDoesNotReadDoesNotHoldTheProcess(t *testing.T) {
	t.Parallel()
	f := newFeed()
	watch := &watchedClock{}
	s := f.serve(t, httpapi.StreamTerms{Patience: time.Hour}, func(o *httpapi.Options) { o.Clock = watch })
	f.stuff(t)
	s.listen(t, "")
	require.Eventually(t, func() bool { return watch.silent() > 200*time.Millisecond }, 10*time.Second, time.Millisecond,
		"a write waits for the client")
	require.Equal(t, 1, f.hub.Listening())
	f.hub.Close()
	f.empty(t)
}
