package db_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
)

// exempt tables hold no tenant's rows.
func exempt() []string { return []string{"goose_db_version", "checkpoints", "projections"} }

// followed are the tables of which the worker sees every tenant's rows.
func followed() []string {
	return append(aggregates(), "chain_heads", "events", "playbook_decisions", "receipt_chain", "receipt_failures", "receipts",
		"retention_floors", "erasures")
}

// aggregates can be made again from events, so that the worker may delete their rows.
func aggregates() []string {
	return []string{
		"experiment_actors", "experiment_stats", "playbook_stats_daily", "playbook_stats_hourly", "tenant_stats_daily",
		"tenant_stats_hourly",
	}
}

// retained are the tables of which the worker deletes what has outlived its period, and
// reads no more than it needs to find that.
func retained() []string {
	return []string{
		"approvals", "channel_stops", "decisions", "deferrals", "deliveries", "digests", "fatigue_windows", "feedback",
		"idempotency", "outcomes", "replays", "signal_decisions", "signals",
	}
}

// erased are the tables of which the worker removes an actor besides.
func erased() []string { return []string{"actor_preferences", "actor_refs", "audit_entries"} }

const tables = `SELECT relname::text FROM pg_class
	WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> ALL ($1) ORDER BY 1`

func TestEveryTableIsTenantScopedAndForcesRowLevelSecurity(t *testing.T) {
	t.Parallel()
	owner := connect(t, pgtest.New(t).Owner)
	require.Greater(t, len(texts(t, owner, tables, exempt())), 10)
	const lax = `SELECT c.relname::text FROM pg_class AS c
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> ALL ($1) AND NOT (
			c.relrowsecurity AND c.relforcerowsecurity
			AND EXISTS (SELECT FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
				WHERE i.indrelid = c.oid AND i.indisprimary AND a.attname = 'tenant_id')
			AND (c.relispartition OR EXISTS (SELECT FROM pg_policies AS p WHERE p.tablename = c.relname AND p.roles = '{mmm_api}'
				AND p.qual LIKE '%mmm_tenants()%' AND p.with_check LIKE '%mmm_tenants()%')))`
	require.Empty(t, texts(t, owner, lax, exempt()))

	run(t, owner, "CREATE TABLE forgotten (tenant_id text NOT NULL PRIMARY KEY)")
	require.Equal(t, []string{"forgotten"}, texts(t, owner, lax, exempt()), "a table without it would be found")
}

func TestLoginRolesOwnNothingAndPassOverNothing(t *testing.T) {
	t.Parallel()
	owner := connect(t, pgtest.New(t).Owner)
	require.Empty(t, texts(t, owner, `SELECT rolname::text FROM pg_roles WHERE rolname IN ('mmm_owner', 'mmm_api', 'mmm_worker')
		AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)`))
	require.Empty(t, texts(t, owner, `SELECT format('%s of %s', c.relname, c.relowner::regrole) FROM pg_class AS c
		WHERE c.relowner IN ('mmm_api'::regrole, 'mmm_worker'::regrole)
		UNION ALL SELECT p.proname::text FROM pg_proc AS p WHERE p.proowner IN ('mmm_api'::regrole, 'mmm_worker'::regrole)`))
	require.Empty(t, texts(t, owner, `SELECT r::text FROM unnest(ARRAY['mmm_api', 'mmm_worker']) AS r
		WHERE has_schema_privilege(r, 'public', 'CREATE') OR has_schema_privilege(r, 'river', 'CREATE')
			OR pg_has_role(r, 'mmm_owner', 'MEMBER')`))
	require.Empty(t, texts(t, owner, `SELECT c.relname::text FROM pg_class AS c WHERE c.relnamespace = 'public'::regnamespace
		AND c.relkind IN ('r', 'p') AND (has_table_privilege('mmm_api', c.oid, 'DELETE, TRUNCATE, TRIGGER, REFERENCES')
			OR has_table_privilege('mmm_worker', c.oid, 'TRUNCATE, TRIGGER, REFERENCES'))`))
	deletable := slices.Concat(aggregates(), retained(), []string{"events", "playbook_decisions", "receipts", "actor_preferences", "actor_refs"})
	require.ElementsMatch(t, deletable, texts(t, owner, `SELECT c.relname::text FROM pg_class AS c
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
			AND has_table_privilege('mmm_worker', c.oid, 'DELETE') ORDER BY 1`))
}

func TestOnlyPartitionsAreMadeWithTheOwnersRights(t *testing.T) {
	t.Parallel()
	owner := connect(t, pgtest.New(t).Owner)
	functions := []string{"drop_partitions(regclass,timestamp with time zone,text[])", "ensure_partitions(regclass,integer)"}
	require.Equal(t, functions, texts(t, owner, `SELECT oid::regprocedure::text FROM pg_proc
		WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY 1`))
	for _, function := range functions {
		require.Equal(t, []string{"false true"}, texts(t, owner, `SELECT concat_ws(' ', has_function_privilege('mmm_api', $1, 'EXECUTE')::text,
			has_function_privilege('mmm_worker', $1, 'EXECUTE')::text)`, function))
	}
}

func TestPartitionsCannotBeReadPastTheirParent(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	owner := connect(t, database.Owner)
	run(t, connect(t, database.Worker), "SELECT ensure_partitions('decisions', 8)")
	partitions := texts(t, owner, `SELECT relname::text FROM pg_class WHERE relispartition AND relkind = 'r'`)
	require.Greater(t, len(partitions), 15)
	require.Empty(t, texts(t, owner, `SELECT format('%s %s', r, c.relname) FROM pg_class AS c, unnest(ARRAY['mmm_api', 'mmm_worker']) AS r
		WHERE c.relispartition AND c.relkind = 'r' AND has_table_privilege(r, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')`))
	require.Empty(t, texts(t, owner, `SELECT relname::text FROM pg_class WHERE relispartition AND relkind = 'r'
		AND NOT (relrowsecurity AND relforcerowsecurity)`))
}

func TestTheWorkerReachesOnlyTheTablesItFollows(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	owner := connect(t, database.Owner)
	require.ElementsMatch(t, slices.Concat(followed(), retained(), erased(), []string{"tenant_policies"}), texts(t, owner,
		`SELECT tablename::text FROM pg_policies WHERE 'mmm_worker' = ANY (roles) ORDER BY 1`))
	require.Equal(t, []string{"tenant_id", "decision_id", "actor_id", "created_at", "body"}, texts(t, owner, `SELECT attname::text FROM pg_attribute
		WHERE attrelid = 'decisions'::regclass AND attnum > 0 AND has_column_privilege('mmm_worker', attrelid, attnum, 'SELECT')
		ORDER BY attnum`), "of decisions it reads what makes them somebody's")
	reachable := texts(t, owner, `SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
		AND has_table_privilege('mmm_worker', oid, 'SELECT, INSERT, UPDATE') ORDER BY 1`)
	require.ElementsMatch(t, append(followed(), exempt()...), reachable)

	fill(t, database)
	worker := connect(t, database.Worker)
	for _, table := range followed() {
		require.Equal(t, []string{"a", "b"}, texts(t, worker, "SELECT tenant_id FROM "+table+" ORDER BY 1"), table)
	}
}
