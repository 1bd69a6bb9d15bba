package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
)

const interval = 5 * time.Millisecond

// candidate campaigns for a task until the test ends.
type candidate struct {
	name string
	// leads gets a value when the candidate begins to lead, lost when its work ends.
	leads, lost chan string
}

func (c candidate) campaign(ctx context.Context, t *testing.T, l *postgres.Leadership) (done chan error) {
	t.Helper()
	done = make(chan error, 1)
	go func() {
		done <- l.Lead(ctx, "sealing", func(ctx context.Context) error {
			c.leads <- c.name
			<-ctx.Done()
			c.lost <- c.name
			return context.Cause(ctx)
		})
	}()
	return done
}

func receive[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case value := <-from:
		return value
	case <-time.After(patience):
		require.FailNow(t, "nothing happened in time")
	}
	panic("unreachable")
}

func TestOfTwoCandidatesOneLeadsAndItsDeathHandsOver(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	ctx, stop := context.WithCancel(t.Context())
	leads, lost := make(chan string, 2), make(chan string, 2)
	done := map[string]chan error{}
	for _, name := range []string{"one", "other"} {
		leadership := postgres.NewLeadership(as(t, database.Worker), interval)
		done[name] = candidate{name, leads, lost}.campaign(ctx, t, leadership)
	}
	first := receive(t, leads)
	require.Empty(t, leads)

	run(t, as(t, database.Worker), `SELECT pg_terminate_backend(pid) FROM pg_locks
		WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)
	require.Equal(t, first, receive(t, lost))
	require.ErrorContains(t, receive(t, done[first]), "leadership was lost")
	second := receive(t, leads)
	require.NotEqual(t, first, second)

	stop()
	require.Equal(t, second, receive(t, lost))
	require.ErrorIs(t, receive(t, done[second]), context.Canceled)
}

func TestALeaderAnswersItsWorksErrorAndGivesTheLockBack(t *testing.T) {
	t.Parallel()
	leadership := postgres.NewLeadership(as(t, pgtest.New(t).Worker), interval)
	broken := errors.New("broken")
	for range 3 {
		require.ErrorIs(t, leadership.Lead(t.Context(), "sealing", func(context.Context) error { return broken }), broken)
	}
	require.NoError(t, leadership.Lead(t.Context(), "sealing", func(ctx context.Context) error {
		// Another task is another leadership.
		return leadership.Lead(ctx, "emission", func(context.Context) error { return nil })
	}))
}

func TestACandidateWhoseContextEndsStopsWaiting(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	leads, lost := make(chan string, 1), make(chan string, 1)
	ctx, stop := context.WithCancel(t.Context())
	done := candidate{"leader", leads, lost}.campaign(ctx, t, postgres.NewLeadership(as(t, database.Worker), interval))
	receive(t, leads)

	waiting, leave := context.WithTimeout(t.Context(), 10*interval)
	defer leave()
	err := postgres.NewLeadership(as(t, database.Worker), interval).
		Lead(waiting, "sealing", func(context.Context) error { return errors.New("led all the same") })
	require.ErrorIs(t, err, context.DeadlineExceeded)
	stop()
	require.ErrorIs(t, receive(t, done), context.Canceled)
}

func TestACandidateHearsOfADatabaseThatIsDown(t *testing.T) {
	t.Parallel()
	down := as(t, "postgres://mmm_worker@127.0.0.1:1/none?sslmode=disable")
	err := postgres.NewLeadership(down, interval).Lead(t.Context(), "sealing", func(context.Context) error { return nil })
	require.Equal(t, fault.Unavailable, fault.Of(err))
}
