package postgres_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
	"github.com/mmm-engine/mmm-engine/ports"
)

// engine is the adapter over a database of the test's own.
type engine struct {
	database pgtest.Database
	store    *postgres.Store
	reader   *postgres.Reader
	chain    *postgres.Chain
}

func newEngine(t *testing.T) engine {
	t.Helper()
	database := pgtest.New(t)
	return engineAt(t, database, database.API)
}

// engineAt reaches the database for commands by another URL.
func engineAt(t *testing.T, database pgtest.Database, api string) engine {
	t.Helper()
	primary := primaryAt(t, api, 4)
	worker, err := pgpool.OpenWorker(t.Context(), database.Worker, pgpool.Size{Max: 4})
	require.NoError(t, err)
	t.Cleanup(worker.Close)
	return engine{
		database: database,
		store:    postgres.NewStore(primary, enqueueInTable),
		reader:   postgres.NewReader(primary),
		chain:    postgres.NewChain(worker),
	}
}

func primaryAt(t *testing.T, api string, connections int32) pgpool.Primary {
	t.Helper()
	primary, err := pgpool.OpenPrimary(t.Context(), api, pgpool.Size{Max: connections})
	require.NoError(t, err)
	t.Cleanup(primary.Close)
	return primary
}

// as connects as the role of the URL, for what only a test does.
func as(t *testing.T, url string) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}

func run(t *testing.T, pool *pgxpool.Pool, sql string) {
	t.Helper()
	_, err := pool.Exec(t.Context(), sql)
	require.NoError(t, err)
}

// jobTable stands in for the job library's, so that jobs roll back as its do.
const jobTable = `CREATE TABLE river.test_jobs (id bigint GENERATED ALWAYS AS IDENTITY, args text NOT NULL);
	GRANT INSERT ON river.test_jobs TO mmm_api`

func enqueueInTable(ctx context.Context, tx pgx.Tx, jobs []ports.Job, _ string) error {
	for _, job := range jobs {
		args, err := json.Marshal(job)
		if err != nil {
			return fmt.Errorf("write a job: %w", err)
		}
		if _, err := tx.Exec(ctx, "INSERT INTO river.test_jobs (args) VALUES ($1)", string(args)); err != nil {
			return fmt.Errorf("insert a job: %w", err)
		}
	}
	return nil
}

func (e engine) jobs(t *testing.T, owner *pgxpool.Pool) []ports.Job {
	t.Helper()
	rows, err := owner.Query(t.Context(), "SELECT args FROM river.test_jobs ORDER BY id")
	require.NoError(t, err)
	texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	var jobs []ports.Job
	for _, text := range texts {
		var job ports.EvaluateSignal
		require.NoError(t, json.Unmarshal([]byte(text), &job))
		jobs = append(jobs, job)
	}
	return jobs
}
