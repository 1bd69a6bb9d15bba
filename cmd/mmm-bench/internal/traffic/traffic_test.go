package traffic_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-bench/internal/traffic"
)

// asked is what a stand-in for the engine saw.
type asked struct {
	mu      sync.Mutex
	signals map[string]int
	actors  map[string]int
	callers map[string]string
}

// serve answers every tenth request with 503.
func (a *asked) serve(w http.ResponseWriter, r *http.Request) {
	var request struct {
		TenantID string `json:"tenant_id"`
		ActorID  string `json:"actor_id"`
		Signal   struct {
			ID string `json:"signal_id"`
		} `json:"signal"`
	}
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.signals[request.Signal.ID]++
	a.actors[request.TenantID+" "+request.ActorID]++
	a.callers[request.TenantID] = r.Header.Get("Authorization")
	if len(a.signals)%10 == 0 {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

func engine(t *testing.T) (*asked, *traffic.Crowd) {
	t.Helper()
	seen := &asked{signals: map[string]int{}, actors: map[string]int{}, callers: map[string]string{}}
	server := httptest.NewServer(http.HandlerFunc(seen.serve))
	t.Cleanup(server.Close)
	return seen, &traffic.Crowd{Base: server.URL, Tokens: []string{"a", "b"}, Actors: 3}
}

func TestEveryActorAsksInTurnWithASignalOfItsOwn(t *testing.T) {
	t.Parallel()
	seen, crowd := engine(t)
	result, err := crowd.Run(t.Context(), traffic.Load{Connections: 4, Requests: 60})
	require.NoError(t, err)
	require.Equal(t, 60, result.Asked)
	require.Len(t, seen.signals, 60)
	require.Len(t, seen.actors, crowd.Size())
	for actor, times := range seen.actors {
		require.Equal(t, 10, times, actor)
	}
	require.Equal(t, map[string]string{"bench-0": "Bearer a", "bench-1": "Bearer b"}, seen.callers)
}

func TestOnlyDecisionsCountAsAnswered(t *testing.T) {
	t.Parallel()
	_, crowd := engine(t)
	result, err := crowd.Run(t.Context(), traffic.Load{Connections: 1, Requests: 60})
	require.NoError(t, err)
	require.Equal(t, 54, result.Answered())
	require.Equal(t, map[string]int{"503 Service Unavailable": 6}, result.Failures)
	require.InDelta(t, 0.9, result.Share(), 1e-9)
	require.Positive(t, result.Milliseconds(0.5))
	require.InDelta(t, 54/result.Took.Seconds(), result.Rate(), 1e-9)
}

func TestALoadEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { cancel() }))
	t.Cleanup(server.Close)
	crowd := &traffic.Crowd{Base: server.URL, Tokens: []string{"a"}, Actors: 1}
	_, err := crowd.Run(ctx, traffic.Load{Connections: 2}) // without an end of its own
	require.ErrorIs(t, err, context.Canceled)
}

func TestTwoPhasesAreOneOfAllTheirRequests(t *testing.T) {
	t.Parallel()
	first := traffic.Result{Asked: 3, Latencies: []time.Duration{1, 5}, Failures: map[string]int{"503": 1}, Took: time.Second}
	second := traffic.Result{Asked: 2, Latencies: []time.Duration{3}, Failures: map[string]int{"503": 1, "429": 2}, Took: time.Second}
	require.Equal(t, traffic.Result{
		Asked: 5, Latencies: []time.Duration{1, 3, 5}, Failures: map[string]int{"503": 2, "429": 2}, Took: 2 * time.Second,
	}, first.Plus(second))
	require.Equal(t, map[string]int{"503": 1}, first.Failures)
	require.Equal(t, second, traffic.Result{}.Plus(second))
}
