package postgres_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/infrastructure/clock"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

func backlogsOf(t *testing.T, pool postgres.Worker) map[string]ports.Backlog {
	t.Helper()
	return backlogsWhere(t, pool, true)
}

func backlogsWhere(t *testing.T, pool postgres.Worker, sent bool) map[string]ports.Backlog {
	t.Helper()
	found, err := postgres.NewBacklogs(pool, clock.New(), follow.SealingTask, sent).ReadBacklogs(t.Context())
	require.NoError(t, err)
	named := map[string]ports.Backlog{}
	for _, one := range found {
		named[one.Queue+" "+one.State] = one
	}
	require.Len(t, named, len(found))
	return named
}

func TestWithoutABacklogEveryStateIsNamedAndEmpty(t *testing.T) {
	t.Parallel()
	found := backlogsOf(t, as(t, newEngine(t).database.Worker))
	for _, name := range []string{"receipts pending", "receipts sealed", "receipts failed", "erasures pending"} {
		require.Contains(t, found, name)
	}
	for name, one := range found {
		require.Zero(t, one.Depth, name)
		require.Zero(t, one.Age, name)
	}
}

// wait leaves two tenants' receipts at every station, a known time ago.
func wait(t *testing.T, database pgtest.Database) {
	t.Helper()
	worker := as(t, database.Worker)
	run(t, worker, `INSERT INTO chain_heads (tenant_id, sequence, hash, emitted) VALUES ('acme', 5, '', 3), ('beta', 3, '', 3)`)
	run(t, worker, `INSERT INTO receipt_chain SELECT owner, n, gen_random_uuid(), '', '', '', '', now() - (10 - n) * interval '1 hour'
		FROM generate_series(1, 5) AS n, unnest(ARRAY['acme', 'beta']) AS owner WHERE owner = 'acme' OR n <= 3`)
	run(t, worker, `INSERT INTO receipt_failures (tenant_id, sequence, receipt_id, reason, failed_at, requeued_at, settled_at) VALUES
		('acme', 1, gen_random_uuid(), '', now() - interval '9 hours', NULL, NULL),
		('acme', 2, gen_random_uuid(), '', now() - interval '8 hours', NULL, NULL),
		('beta', 1, gen_random_uuid(), '', now() - interval '9 hours', now() - interval '3 hours', NULL),
		('beta', 2, gen_random_uuid(), '', now() - interval '9 hours', now() - interval '7 hours', now() - interval '6 hours')`)
}

func TestWithoutAnEvidenceServiceSealedReceiptsWaitForNobody(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	wait(t, e.database)
	worker := as(t, e.database.Worker)
	require.Positive(t, backlogsOf(t, worker)["receipts sealed"].Depth)
	require.Equal(t, ports.Backlog{Queue: "receipts", State: "sealed"}, backlogsWhere(t, worker, false)["receipts sealed"])
}

func TestABacklogIsOfAllTenantsAndAsOldAsItsOldest(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	wait(t, e.database)
	e.made(t, 1)
	e.made(t, 11)
	found := backlogsOf(t, as(t, e.database.Worker))
	for name, want := range map[string]struct {
		depth int64
		age   time.Duration
	}{
		"receipts pending": {2, time.Since(portstest.Noon())},
		"receipts sealed":  {3, 6 * time.Hour}, // two of acme, and the one of beta that is sent again
		"receipts failed":  {2, 9 * time.Hour},
		"erasures pending": {0, 0},
	} {
		require.Equal(t, want.depth, found[name].Depth, name)
		require.InDelta(t, want.age, found[name].Age, float64(patience), name)
	}
}

func TestWhatIsSealedIsNotPendingAnyMore(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.made(t, 1)
	worker := as(t, e.database.Worker)
	require.Equal(t, int64(1), backlogsOf(t, worker)["receipts pending"].Depth)
	run(t, worker, "INSERT INTO checkpoints SELECT '"+follow.SealingTask+"', max(xid), max(number) FROM events")
	require.Zero(t, backlogsOf(t, worker)["receipts pending"].Depth)
	e.made(t, 11)
	require.Equal(t, int64(1), backlogsOf(t, worker)["receipts pending"].Depth)
}

func TestErasuresWaitUntilTheyEnd(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	tx, err := as(t, e.database.API).Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), "SELECT set_config('mmm.tenant_ids', '{acme}', true)")
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `INSERT INTO erasures
			(tenant_id, erasure_id, actor_id, alias, state, reason, requested_by, admin_type, requested_at, ended_at) VALUES
		('acme', gen_random_uuid(), 'ada', 'x', 'pending', '', gen_random_uuid(), 'human', now() - interval '2 hours', NULL),
		('acme', gen_random_uuid(), NULL, 'x', 'completed', '', gen_random_uuid(), 'human', now() - interval '9 hours', now())`)
	require.NoError(t, err)
	require.NoError(t, tx.Commit(t.Context()))
	pending := backlogsOf(t, as(t, e.database.Worker))["erasures pending"]
	require.Equal(t, int64(1), pending.Depth)
	require.InDelta(t, 2*time.Hour, pending.Age, float64(patience))
}

func TestBacklogsAreFoundByIndexesOfWhatWaits(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	run(t, as(t, database.Worker), `INSERT INTO receipt_failures
		SELECT 'acme', n, gen_random_uuid(), '', now(), CASE WHEN n % 100 > 0 THEN now() END, CASE WHEN n % 100 > 1 THEN now() END
		FROM generate_series(1, 10000) AS n`)
	run(t, as(t, database.Worker), `INSERT INTO chain_heads (tenant_id, sequence, hash, emitted)
		SELECT 'tenant-' || n, 100, '', CASE WHEN n % 100 = 0 THEN 99 ELSE 100 END FROM generate_series(1, 10000) AS n`)
	run(t, as(t, database.Owner), "ANALYZE receipt_failures, chain_heads")
	worker, err := pgpool.OpenWorker(t.Context(), database.Worker, pgpool.Size{Max: 2})
	require.NoError(t, err)
	t.Cleanup(worker.Close)
	var asked []*pgx.QueuedQuery
	backlogsOf(t, workerRecorder{worker, &asked})
	found := plan(t, worker, asked[len(asked)-1].SQL, asked[len(asked)-1].Arguments...)
	for _, index := range []string{"receipt_failures_failed", "receipt_failures_requeued", "chain_heads_waiting", "receipt_chain_pkey"} {
		require.Contains(t, found, index)
	}
	require.NotContains(t, found, "Seq Scan on receipt")
	require.NotContains(t, found, "Seq Scan on chain_heads")
}
