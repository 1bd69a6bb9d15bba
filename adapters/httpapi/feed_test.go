package httpapi_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi"
	"github.com/mmm-engine/mmm-engine/adapters/memory"
	"github.com/mmm-engine/mmm-engine/application"
	"github.com/mmm-engine/mmm-engine/application/live"
	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// feed is the real use cases of actions over the in-memory store.
type feed struct {
	store   *memory.Store
	hub     *live.Hub
	actions *query.Actions
	pushed  byte
}

func newFeed() *feed {
	store := memory.NewStore()
	hub := live.NewHub(store, live.Limits{All: 3, Tenant: 3, Actor: 2})
	return &feed{store: store, hub: hub, actions: query.NewActions(store, hub, clock{})}
}

// serve puts the feed behind the API, under these terms.
func (f *feed) serve(t *testing.T, terms httpapi.StreamTerms, change ...func(*httpapi.Options)) *stand {
	t.Helper()
	return open(t, append(change, func(o *httpapi.Options) { o.Streams = terms }, with(func(a *application.Application) {
		a.Queries.ListActions = application.Chain("test", f.actions.List)
		a.Queries.StreamActions = application.Chain("test", f.actions.Stream)
	}))...)
}

// push has the admin told of one more action.
func (f *feed) push(t *testing.T, body ...string) {
	t.Helper()
	f.pushed += 2
	set := portstest.PushedSet("acme", adminToken, f.pushed, now())
	set.Decision.Decision.Actions[0].Payload.Body = strings.Join(body, "")
	_, err := f.store.Commit(t.Context(), set)
	require.NoError(t, err)
}

func (f *feed) step(t *testing.T) {
	t.Helper()
	_, err := f.hub.Step(t.Context())
	require.NoError(t, err)
}

// stream is an open connection to a stream of events.
type stream struct {
	header http.Header
	body   *bufio.Reader
	close  func()
}

// told is one event of a stream.
type told struct{ id, name, data string }

const streamPath = "/actors/" + adminToken + "/actions/stream"

// listen opens the admin's stream behind the last event.
func (s *stand) listen(t *testing.T, lastEvent string) *stream {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	call, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+streamPath, nil)
	require.NoError(t, err)
	call.Header.Set("Authorization", "Bearer "+adminToken)
	if lastEvent != "" {
		call.Header.Set("Last-Event-ID", lastEvent)
	}
	transport := &http.Transport{DisableKeepAlives: true, DialContext: smallBuffers}
	answer, err := (&http.Client{Transport: transport}).Do(call)
	require.NoError(t, err)
	end := func() {
		cancel()
		_ = answer.Body.Close()
	}
	t.Cleanup(end)
	require.Equal(t, http.StatusOK, answer.StatusCode)
	return &stream{header: answer.Header, body: bufio.NewReader(answer.Body), close: end}
}

// smallBuffers lets little pass a client that does not read.
func smallBuffers(ctx context.Context, network, address string) (net.Conn, error) {
	connection, err := new(net.Dialer).DialContext(ctx, network, address)
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(4096)
	}
	return connection, err
}

// block reads up to the next empty line.
func (s *stream) block(t *testing.T) []string {
	t.Helper()
	var lines []string
	for {
		line, err := s.body.ReadString('\n')
		require.NoError(t, err)
		line = strings.TrimSuffix(line, "\n")
		if line == "" {
			return lines
		}
		lines = append(lines, line)
	}
}

// event reads the next event, past the retry hint and heartbeats.
func (s *stream) event(t *testing.T) told {
	t.Helper()
	for {
		var e told
		for _, line := range s.block(t) {
			field, value, _ := strings.Cut(line, ": ")
			switch field {
			case "id":
				e.id = value
			case "event":
				e.name = value
			case "data":
				e.data += value
			}
		}
		if e.data != "" {
			return e
		}
	}
}

// rest reads to the end, and answers how the stream ended.
func (s *stream) rest() (string, error) {
	text, err := io.ReadAll(s.body)
	return string(text), err
}

// empty waits until nobody listens any more.
func (f *feed) empty(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool { return f.hub.Listening() == 0 }, 10*time.Second, time.Millisecond)
}
