package db_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
)

// exempt tables hold no tenant's rows.
func exempt() []string { return []string{"goose_db_version", "checkpoints"} }

// followed are the tables of which the worker sees every tenant's rows.
func followed() []string {
	return []string{"chain_heads", "events", "receipt_chain", "receipt_failures", "receipts"}
}

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
			OR has_table_privilege('mmm_worker', c.oid, 'DELETE, TRUNCATE, TRIGGER, REFERENCES'))`))
}

func TestOnlyPartitionsAreMadeWithTheOwnersRights(t *testing.T) {
	t.Parallel()
	owner := connect(t, pgtest.New(t).Owner)
	require.Equal(t, []string{"ensure_partitions(regclass,integer)"},
		texts(t, owner, `SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace`))
	require.Equal(t, []string{"false true"}, texts(t, owner, `SELECT concat_ws(' ',
		has_function_privilege('mmm_api', 'ensure_partitions(regclass, integer)', 'EXECUTE')::text,
		has_function_privilege('mmm_worker', 'ensure_partitions(regclass, integer)', 'EXECUTE')::text)`))
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
	require.Equal(t, followed(), texts(t, owner,
		`SELECT tablename::text FROM pg_policies WHERE 'mmm_worker' = ANY (roles) ORDER BY 1`))
	reachable := texts(t, owner, `SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
		AND has_table_privilege('mmm_worker', oid, 'SELECT, INSERT, UPDATE') ORDER BY 1`)
	require.ElementsMatch(t, append(followed(), exempt()...), reachable)

	fill(t, database)
	worker := connect(t, database.Worker)
	for _, table := range followed() {
		require.Equal(t, []string{"a", "b"}, texts(t, worker, "SELECT tenant_id FROM "+table+" ORDER BY 1"), table)
	}
}

// row answers the columns of a table and a value for each that all its checks take.
func row(t *testing.T, conn *pgx.Conn, table, tenant string) (columns, values string) {
	t.Helper()
	var names, literals []string
	for _, column := range texts(t, conn, `SELECT attname || ' ' || format_type(atttypid, NULL) FROM pg_attribute
		WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = '' ORDER BY attnum`, table) {
		name, kind, _ := strings.Cut(column, " ")
		literal := map[string]string{
			"text": "'draft'", "uuid": "'00000000-0000-7000-8000-000000000001'", "bigint": "1", "integer": "1", "smallint": "1",
			"boolean": "false", "bytea": `'\x00'`, "timestamp with time zone": "now()",
		}[kind]
		require.NotEmpty(t, literal, "say here what a %s looks like", kind)
		if name == "tenant_id" {
			literal = "'" + tenant + "'"
		}
		names, literals = append(names, `"`+name+`"`), append(literals, literal)
	}
	return strings.Join(names, ", "), strings.Join(literals, ", ")
}

func insertion(t *testing.T, conn *pgx.Conn, table, tenant string) string {
	t.Helper()
	columns, values := row(t, conn, table, tenant)
	return "INSERT INTO " + table + " (" + columns + ") VALUES (" + values + ")"
}

// fill gives the tenants a and b a row in every table, as a superuser.
func fill(t *testing.T, database pgtest.Database) []string {
	t.Helper()
	superuser := connect(t, superuserOf(t, database.Owner))
	run(t, superuser, "SET session_replication_role = replica") // in any order, whatever refers to what
	all := texts(t, superuser, tables, exempt())
	for _, table := range all {
		for _, tenant := range []string{"a", "b"} {
			run(t, superuser, insertion(t, superuser, table, tenant))
		}
	}
	return all
}

// api tries statements as mmm_api, each in a transaction of its own that is undone.
type api struct{ conn *pgx.Conn }

func (a api) try(t *testing.T, tenants, sql string) (pgconn.CommandTag, error) {
	t.Helper()
	tx, err := a.conn.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(t.Context()) }()
	_, err = tx.Exec(t.Context(), "SELECT set_config('mmm.tenant_ids', $1, true)", tenants)
	require.NoError(t, err)
	return tx.Exec(t.Context(), sql)
}

func (a api) requireRefused(t *testing.T, tenants, sql string) {
	t.Helper()
	_, err := a.try(t, tenants, sql)
	var refusal *pgconn.PgError
	require.ErrorAs(t, err, &refusal, sql)
	require.Equal(t, "42501", refusal.Code, sql)
}

func (a api) requireRows(t *testing.T, want int64, tenants, sql string) {
	t.Helper()
	tag, err := a.try(t, tenants, sql)
	require.NoError(t, err, sql)
	require.Equal(t, want, tag.RowsAffected(), sql)
}

func TestATenantReachesNoOtherTenantsRowsInAnyTable(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	all := fill(t, database)
	role := api{connect(t, database.API)}
	var readable, writable, changeable []string
	for _, table := range all {
		may := texts(t, role.conn, `SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) AS p WHERE has_table_privilege($1, p)`, table)
		if slices.Contains(may, "SELECT") {
			readable = append(readable, table)
			role.requireRows(t, 0, "", "SELECT FROM "+table)
			role.requireRows(t, 1, "{a}", "SELECT FROM "+table+" WHERE true")
			role.requireRows(t, 0, "{a}", "SELECT FROM "+table+" WHERE tenant_id = 'b'")
			role.requireRows(t, 2, "{a,b}", "SELECT FROM "+table)
		} else {
			role.requireRefused(t, "{a}", "SELECT FROM "+table)
		}
		if slices.Contains(may, "INSERT") {
			writable = append(writable, table)
			role.requireRows(t, 1, "{c}", insertionOfNew(t, role.conn, table, "c"))
		}
		for _, tenants := range []string{"", "{a}"} {
			role.requireRefused(t, tenants, insertion(t, role.conn, table, "b"))
		}
		if slices.Contains(may, "UPDATE") {
			changeable = append(changeable, table)
			role.requireRows(t, 1, "{a}", "UPDATE "+table+" SET tenant_id = tenant_id")
			role.requireRows(t, 0, "{a}", "UPDATE "+table+" SET tenant_id = tenant_id WHERE tenant_id = 'b'")
			role.requireRows(t, 0, "", "UPDATE "+table+" SET tenant_id = tenant_id")
			role.requireRefused(t, "{a}", "UPDATE "+table+" SET tenant_id = 'c'")
		}
		role.requireRefused(t, "{a}", "DELETE FROM "+table)
	}
	require.Greater(t, len(readable), 10)
	require.Greater(t, len(writable), 8)
	require.Greater(t, len(changeable), 5)
}

// insertionOfNew is a row that a tenant may write, with what it refers to.
func insertionOfNew(t *testing.T, conn *pgx.Conn, table, tenant string) string {
	t.Helper()
	if table != "playbook_revisions" {
		return insertion(t, conn, table, tenant)
	}
	return "WITH parent AS (" + insertion(t, conn, "playbooks", tenant) + ") " + insertion(t, conn, table, tenant)
}
