package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Under load something is always under way; what came after the stop must not hold it up.
func TestAStopWaitsForWhatWasUnderWayAndNotForWhatComesLater(t *testing.T) {
	t.Parallel()
	begun, earlier, later := make(chan string, 2), make(chan struct{}), make(chan struct{})
	requests := newDraining(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		begun <- r.URL.Path
		<-map[string]chan struct{}{"/earlier": earlier, "/later": later}[r.URL.Path]
	}))
	ask := func(path string) {
		go requests.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody))
		require.Equal(t, path, <-begun)
	}
	defer close(later)
	ask("/earlier")
	ended, stopped := context.WithCancel(t.Context())
	stopped()
	requests.finish(ended) // it gives up with its context
	ask("/later")
	close(earlier)
	select {
	case <-requests.done:
	case <-time.After(10 * time.Second):
		require.Fail(t, "it waits for what came later")
	}
}
