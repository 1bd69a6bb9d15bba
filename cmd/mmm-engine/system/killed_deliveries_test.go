package system_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// rescue is how long the jobs of a killed process may wait for the next one: its
// rescue, and the library's pauses around it.
const rescue = 100 * time.Second

// receiver is a channel of the test's own, which drops repeats as receivers do.
type receiver struct {
	url string

	mu sync.Mutex
	// taken counts the messages that it acted on, by webhook-id.
	taken map[string]int
	// around takes the place of taking a message, when it is set.
	around func(w http.ResponseWriter, take func())
}

func newReceiver(tb testing.TB) *receiver {
	tb.Helper()
	r := &receiver{taken: map[string]int{}}
	server := httptest.NewServer(r)
	tb.Cleanup(server.Close)
	r.url = server.URL
	return r
}

// ServeHTTP implements http.Handler.
func (r *receiver) ServeHTTP(w http.ResponseWriter, asked *http.Request) {
	id := asked.Header.Get("Webhook-Id")
	r.mu.Lock()
	around := r.around
	r.mu.Unlock()
	take := func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.taken[id]++
	}
	if around != nil {
		around(w, take)
		return
	}
	take()
}

// repeats counts the messages that it would have acted on twice.
func (r *receiver) repeats() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	count := 0
	for _, times := range r.taken {
		count += times - 1
	}
	return count
}

func (r *receiver) behave(around func(w http.ResponseWriter, take func())) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.around = around
}

// effects are the messages that the receiver acted on, once each: it drops repeats.
func (r *receiver) effects() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var ids []string
	for id := range r.taken {
		ids = append(ids, id)
	}
	return ids
}

// murder has the receiver kill the engine in the middle of the next message.
func (s *stack) murder(at *receiver, before, after bool) <-chan struct{} {
	done := make(chan struct{})
	var once sync.Once
	at.behave(func(w http.ResponseWriter, take func()) {
		once.Do(func() {
			defer close(done)
			if before {
				s.engine.kill()
				return
			}
			take()
			w.WriteHeader(http.StatusOK)
			_ = http.NewResponseController(w).Flush()
			if after {
				s.engine.kill()
			}
		})
	})
	return done
}

// A receiver that drops repeated webhook-ids sees every delivery exactly once,
// whatever is killed when.
func TestNoKillLosesOrDoublesADelivery(t *testing.T) {
	t.Parallel()
	at := newReceiver(t)
	s := prepare(t, map[string]string{"CI_WORKFLOW_BASE_URL": at.url, "JOBS_RESCUE_AFTER": "15s"})
	s.startEngine(t)
	r := s.renter(t).withExamples(t)

	// Around the commit, under load.
	l := &load{renter: r, workers: 4, each: 15, about: func() document { return toAnother(r.ask("security.code_scanning", alert())) }}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	running := l.run(ctx)
	eventually(t, "there is load", func() bool { return l.answered.Load() >= 20 })
	s.engine.kill()
	s.startEngine(t)
	running.Wait()
	require.EqualValues(t, 60, l.answered.Load())

	// Committed, and nobody has fetched it.
	s.engine.kill()
	s.environ["MMM_ROLES"] = "api"
	s.startEngine(t)
	r.decide(t, toAnother(r.ask("security.code_scanning", alert())))
	s.engine.kill()
	s.environ["MMM_ROLES"] = "api,worker"
	s.startEngine(t)

	// Being sent; and taken, but not marked.
	for _, before := range []bool{true, false} {
		killed := s.murder(at, before, !before)
		// Which delivery the receiver takes up is open, so that this may be killed before
		// its commit as well as before its answer.
		_, _ = s.try(ctx, r.post("/decide", toAnother(r.ask("security.code_scanning", alert())), nil))
		select {
		case <-killed:
		case <-time.After(patience):
			require.FailNow(t, "nothing is sent")
		}
		at.behave(nil)
		s.startEngine(t)
	}

	// Between two attempts.
	var tries sync.WaitGroup
	tries.Add(1)
	var first sync.Once
	at.behave(func(w http.ResponseWriter, _ func()) {
		w.WriteHeader(http.StatusInternalServerError)
		first.Do(tries.Done)
	})
	r.decide(t, toAnother(r.ask("security.code_scanning", alert())))
	tries.Wait()
	s.engine.kill()
	at.behave(nil)
	s.startEngine(t)

	wanted := rows[string](t, s, "SELECT delivery_id::text FROM deliveries WHERE tenant_id = $1 AND surface = 'ci'", r.id)
	require.GreaterOrEqual(t, len(wanted), 62, "one for each decision that was answered")
	within(t, rescue, "every delivery arrives", func() bool { return len(at.effects()) >= len(wanted) })
	require.ElementsMatch(t, wanted, at.effects())
	within(t, rescue, "every job ends", func() bool {
		return rows[int](t, s, `SELECT count(*)::int FROM river.river_job
			WHERE kind = 'deliver_action' AND queue = 'deliver_ci' AND state <> 'completed'`)[0] == 0
	})
	require.ElementsMatch(t, wanted, at.effects())
	require.NotZero(t, at.repeats(), "one that was taken and not marked comes again: who does not drop it acts twice")
}
