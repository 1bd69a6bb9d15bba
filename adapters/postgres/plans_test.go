package postgres_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
)

// recorder keeps what is sent in batches.
type recorder struct {
	pgpool.Primary

	sent *[]*pgx.QueuedQuery
}

func (r recorder) SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults {
	*r.sent = append(*r.sent, batch.QueuedQueries...)
	return r.Primary.SendBatch(ctx, batch)
}

// populate gives a tenant enough rows for the planner to care, and tells it.
func populate(t *testing.T, database pgtest.Database) {
	t.Helper()
	const rows = " FROM generate_series(1, 3000) AS n"
	tx, err := as(t, database.API).Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	for _, statement := range []string{
		"SELECT set_config('mmm.tenant_ids', '{acme}', true)",
		"INSERT INTO actor_refs SELECT 'acme', 'actor' || n, gen_random_uuid(), now()" + rows,
		"INSERT INTO actor_preferences SELECT 'acme', 'actor' || n, 1, '{}', now()" + rows,
		"INSERT INTO signals SELECT 'acme', 's' || n, 'actor:' || n % 100, 'x', 'human', 'ci', 'ci.failed', 1, now(), localtimestamp, '', '', '', '', '{}', true" + rows,
		"INSERT INTO fatigue_windows SELECT 'acme', 'actor:' || n, '00000000-0000-0000-0000-000000000000', 1, '[]', now()" + rows,
		"INSERT INTO signal_decisions SELECT 'acme', 'actor:' || n % 100, 'ide', 's' || n, gen_random_uuid(), now()" + rows,
		"INSERT INTO idempotency SELECT 'acme', 'decide', 'agent', 'k' || n, '', gen_random_uuid(), now()" + rows,
		`INSERT INTO decisions SELECT 'acme', overlay(gen_random_uuid()::text PLACING
			left(uuid_floor(now() + n % 5 * interval '7 days')::text, 13) FROM 1)::uuid, 'x', 'ide', now(), false, gen_random_uuid(), '{}'` + rows,
	} {
		_, err := tx.Exec(t.Context(), statement)
		require.NoError(t, err, statement)
	}
	require.NoError(t, tx.Commit(t.Context()))
	run(t, as(t, database.Owner), `ANALYZE actor_refs, actor_preferences, signals, signal_decisions, idempotency, fatigue_windows,
		decisions`)
}

// beginner is a pool of whichever role.
type beginner interface {
	Begin(ctx context.Context) (pgx.Tx, error)
}

// plan explains a query as the tenant acme, with sequential scans as the last resort.
func plan(t *testing.T, pool beginner, sql string, args ...any) string {
	t.Helper()
	tx, err := pool.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(t.Context()) }()
	_, err = tx.Exec(t.Context(), "SELECT set_config('mmm.tenant_ids', '{acme}', true), set_config('enable_seqscan', 'off', true)")
	require.NoError(t, err)
	rows, err := tx.Query(t.Context(), "EXPLAIN "+sql, args...)
	require.NoError(t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return strings.Join(lines, "\n")
}

func TestADecisionReadsByIndexesAlone(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	primary := primaryAt(t, database.API, 2)
	populate(t, database)
	var sent []*pgx.QueuedQuery
	reader := postgres.NewReader(recorder{primary, &sent})
	_, err := reader.ReadDecisionInputs(t.Context(), queryOf(decisionSet(0)))
	require.NoError(t, err)
	require.Len(t, sent, 4, "the tenant's setting and three reads")
	for _, query := range sent {
		require.NotContains(t, plan(t, primary, query.SQL, query.Arguments...), "Seq Scan on")
	}
	state := plan(t, primary, sent[1].SQL, sent[1].Arguments...)
	requireSought(t, state, "actor_id", "key", "signal_id")
	require.Regexp(t, `actor_preferences_pkey on actor_preferences.*\n +Index Cond: .*actor_id`, state)
	requireSought(t, plan(t, primary, sent[2].SQL, sent[2].Arguments...), "subject", "occurred_at")
	requireSought(t, plan(t, primary, sent[3].SQL, sent[3].Arguments...), "subject", "playbook_id")
	require.NotContains(t, sought(plan(t, primary, "SELECT FROM signals WHERE source = 'ci'")), "source", "no index has it")
}

// sought answers the conditions that a plan looks up in indexes. Row-level security
// alone finds the tenant's rows by index, which says nothing of the rest.
func sought(plan string) string {
	var conditions []string
	for line := range strings.Lines(plan) {
		if strings.Contains(line, "Index Cond:") {
			conditions = append(conditions, line)
		}
	}
	return strings.Join(conditions, "")
}

func requireSought(t *testing.T, plan string, columns ...string) {
	t.Helper()
	for _, column := range columns {
		require.Contains(t, sought(plan), column, plan)
	}
}
