package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/jobs"
	"github.com/mmm-engine/mmm-engine/db"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
	"github.com/mmm-engine/mmm-engine/ports"
)

// patience is how long a test waits for what should happen soon.
const patience = 20 * time.Second

// queue is the jobs of a database of the test's own.
type queue struct {
	t        *testing.T
	enqueuer *jobs.Enqueuer
	primary  pgpool.Primary
	worker   pgpool.Worker
	owner    string
}

func newQueue(t *testing.T) *queue {
	t.Helper()
	database := pgtest.New(t)
	enqueuer, err := jobs.NewEnqueuer(db.RiverSchema)
	require.NoError(t, err)
	primary, err := pgpool.OpenPrimary(t.Context(), database.API, pgpool.Size{Max: 2})
	require.NoError(t, err)
	t.Cleanup(primary.Close)
	worker, err := pgpool.OpenWorker(t.Context(), database.Worker, pgpool.Size{Max: 6})
	require.NoError(t, err)
	t.Cleanup(worker.Close)
	return &queue{t: t, enqueuer: enqueuer, primary: primary, worker: worker, owner: database.Owner}
}

// signals makes the jobs of signals.
func signals(ids ...string) []ports.Job {
	made := make([]ports.Job, len(ids))
	for i, signalID := range ids {
		made[i] = ports.EvaluateSignal{TenantID: "acme", SignalID: signalID}
	}
	return made
}

var errRollback = errors.New("the rest of the transaction failed")

// enqueue inserts the jobs in one transaction, which ends with the outcome.
func (q *queue) enqueue(outcome error, made ...ports.Job) {
	q.t.Helper()
	err := pgx.BeginFunc(q.t.Context(), q.primary, func(tx pgx.Tx) error {
		if err := q.enqueuer.Enqueue(q.t.Context(), tx, made, ""); err != nil {
			return err
		}
		return outcome
	})
	require.ErrorIs(q.t, err, outcome)
}

// start runs jobs until the answer is called, or the test ends, and answers how
// stopping went.
func (q *queue) start(options jobs.Options, grace time.Duration) (stop func() error) {
	q.t.Helper()
	options.Pool, options.Schema = q.worker.Pool, db.RiverSchema
	if options.Logger == nil {
		options.Logger = slog.New(slog.DiscardHandler)
	}
	if options.Retain == nil {
		options.Retain = func(context.Context, time.Duration) (jobs.Retained, error) { return jobs.RetainedAll, nil }
	}
	if options.Partitions == nil {
		options.Partitions = partitions(func(context.Context) error { return nil })
	}
	runner, err := jobs.NewRunner(options)
	require.NoError(q.t, err)
	ctx, cancel := context.WithCancel(context.WithoutCancel(q.t.Context()))
	ended, outcome := make(chan struct{}), error(nil)
	go func() {
		defer close(ended)
		outcome = runner.Run(ctx, grace)
	}()
	stop = func() error { cancel(); <-ended; return outcome }
	q.t.Cleanup(func() { _ = stop() })
	return stop
}

// evaluateWith makes the work of signals from what is done with each id.
func evaluateWith(work func(ctx context.Context, signalID string) error) jobs.Options {
	return jobs.Options{Evaluate: func(ctx context.Context, wanted ports.EvaluateSignal) error {
		return work(ctx, wanted.SignalID)
	}}
}

type partitions func(context.Context) error

func (p partitions) EnsurePartitions(ctx context.Context) error { return p(ctx) }

// received waits for what is sent.
func received[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case value := <-from:
		return value
	case <-time.After(patience):
		require.Fail(t, "nothing came in time")
		panic("unreachable")
	}
}

// row is a job as it is stored.
type row struct {
	State, Queue, Args string
	Attempt            int
}

// rows answers the stored jobs of a kind, in order.
func (q *queue) rows(kind string) []row {
	q.t.Helper()
	connection, err := pgx.Connect(q.t.Context(), q.owner)
	require.NoError(q.t, err)
	defer func() { _ = connection.Close(context.Background()) }()
	found, err := connection.Query(q.t.Context(),
		"SELECT state::text, queue, args::text, attempt FROM river.river_job WHERE kind = $1 ORDER BY id", kind)
	require.NoError(q.t, err)
	rows, err := pgx.CollectRows(found, pgx.RowToStructByPos[row])
	require.NoError(q.t, err)
	return rows
}

// settled waits until the only signal job is in the state.
func (q *queue) settled(state string) row {
	q.t.Helper()
	var last []row
	require.Eventually(q.t, func() bool {
		last = q.rows("evaluate_signal")
		return len(last) == 1 && last[0].State == state
	}, patience, 10*time.Millisecond, "the job should become %s", state)
	return last[0]
}
