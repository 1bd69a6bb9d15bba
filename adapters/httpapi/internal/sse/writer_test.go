package sse_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/httpapi/internal/sse"
)

func noon() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }

func terms(over <-chan struct{}) sse.Terms {
	return sse.Terms{Patience: 10 * time.Second, Over: over, Now: noon}
}

func TestAnEventIsWrittenAsTheStandardHasIt(t *testing.T) {
	t.Parallel()
	recorder := httptest.NewRecorder()
	w := sse.Begin(recorder, terms(nil))
	require.NoError(t, w.Retry(2*time.Second))
	require.NoError(t, w.Event("7", "action", []byte(`{"a":1}`)))
	require.NoError(t, w.Beat())
	require.NoError(t, w.Event("8", "action", []byte("two\nlines")))
	w.Close()
	require.Equal(t, http.StatusOK, recorder.Code)
	require.Equal(t, sse.MediaType, recorder.Header().Get("Content-Type"))
	require.Equal(t, "no", recorder.Header().Get("X-Accel-Buffering"))
	require.Equal(t, "retry: 2000\n\nid: 7\nevent: action\ndata: {\"a\":1}\n\n: \n\n"+
		"id: 8\nevent: action\ndata: two\ndata: lines\n\n", recorder.Body.String())
	require.True(t, recorder.Flushed)
}

func TestAStreamThatIsOverWritesNoMore(t *testing.T) {
	t.Parallel()
	over := make(chan struct{})
	recorder := httptest.NewRecorder()
	w := sse.Begin(recorder, terms(over))
	close(over)
	require.ErrorIs(t, w.Beat(), sse.ErrOver)
	w.Close()
	require.Empty(t, recorder.Body.String())
}

var errDeadline = errors.New("past the deadline")

// slow is a connection whose client takes nothing: a write waits for its deadline to
// be long past.
type slow struct {
	http.ResponseWriter

	mu        sync.Mutex
	deadlines []time.Time
	writing   chan struct{}
	cut       chan struct{}
}

func (s *slow) Write([]byte) (int, error) {
	close(s.writing)
	<-s.cut
	return 0, errDeadline
}

func (s *slow) FlushError() error { return nil }

func (s *slow) SetWriteDeadline(at time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deadlines = append(s.deadlines, at)
	if at.Before(noon()) {
		close(s.cut)
	}
	return nil
}

// framework wraps a writer as frameworks do, and keeps failed flushes to itself.
type framework struct{ http.ResponseWriter }

func (f framework) Unwrap() http.ResponseWriter { return f.ResponseWriter }

func (f framework) Flush() {}

func TestTheEndFreesAWriteThatWaits(t *testing.T) {
	t.Parallel()
	over := make(chan struct{})
	connection := &slow{ResponseWriter: httptest.NewRecorder(), writing: make(chan struct{}), cut: make(chan struct{})}
	w := sse.Begin(framework{connection}, terms(over))
	wrote := make(chan error, 1)
	go func() { wrote <- w.Beat() }()
	<-connection.writing
	close(over)
	require.ErrorIs(t, <-wrote, errDeadline)
	w.Close()
	require.Equal(t, []time.Time{noon().Add(10 * time.Second), time.Unix(1, 0), noon().Add(time.Second)}, connection.deadlines,
		"a write has its time, none once it is over, and a little to end the answer")
}

// broken is a connection on which nothing can be flushed.
type broken struct{ http.ResponseWriter }

func (broken) FlushError() error { return errDeadline }

func TestAFailedFlushIsAFailedWrite(t *testing.T) {
	t.Parallel()
	w := sse.Begin(framework{broken{httptest.NewRecorder()}}, terms(nil))
	defer w.Close()
	require.ErrorIs(t, w.Beat(), errDeadline)
}
