package system_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// limiting is a receiver with a limit for each tenant. One tenant has used it up.
type limiting struct {
	url, exhausted string
	pause          time.Duration

	mu sync.Mutex
	// over is when the pause ends, which the first message begins.
	over time.Time
	// early counts what came before, taken what was taken, by tenant.
	early int
	taken map[string]map[string]bool
}

func newLimiting(tb testing.TB, pause time.Duration) *limiting {
	tb.Helper()
	l := &limiting{pause: pause, taken: map[string]map[string]bool{}}
	server := httptest.NewServer(l)
	tb.Cleanup(server.Close)
	l.url = server.URL
	return l
}

// ServeHTTP implements http.Handler.
func (l *limiting) ServeHTTP(w http.ResponseWriter, asked *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	owner := asked.Header.Get("X-Tenant-Id")
	if owner == l.exhausted {
		if l.over.IsZero() {
			l.over = time.Now().Add(l.pause)
		}
		if time.Now().Before(l.over) {
			l.early++
			w.Header().Set("Retry-After", strconv.Itoa(int(l.pause/time.Second)))
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
	}
	if l.taken[owner] == nil {
		l.taken[owner] = map[string]bool{}
	}
	l.taken[owner][asked.Header.Get("Webhook-Id")] = true
}

// had answers how many messages of the tenant were taken, and how many came too early.
func (l *limiting) had(owner string) (taken, early int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.taken[owner]), l.early
}

func TestAReceiverThatWantsAPauseIsSentNoMoreThanWasUnderWay(t *testing.T) {
	t.Parallel()
	const waiting, underWay = 60, 8
	at := newLimiting(t, 8*time.Second)
	s := prepare(t, map[string]string{"EDGE_AGENT_BASE_URL": at.url})
	s.startEngine(t)
	r, other := s.renter(t).chatty(t, 1, 1), s.renter(t).chatty(t, 1, 1)
	at.exhausted = r.id
	r.fail(t, "lee", waiting)
	eventually(t, "the receiver has asked for a pause", func() bool { _, early := at.had(r.id); return early > 0 })

	other.fail(t, "lee", 1)
	eventually(t, "another tenant's arrives", func() bool { taken, _ := at.had(other.id); return taken == 1 })
	taken, _ := at.had(r.id)
	require.Zero(t, taken, "before the pause is over")

	eventually(t, "all of them arrive in the end", func() bool { taken, _ := at.had(r.id); return taken == waiting })
	_, early := at.had(r.id)
	require.LessOrEqual(t, early, underWay)
}
