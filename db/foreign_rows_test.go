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

// row answers the columns of a table and a value for each that all its checks take.
func row(t *testing.T, conn *pgx.Conn, table, tenant string) (columns, values string) {
	t.Helper()
	var names, literals []string
	for _, column := range texts(t, conn, `SELECT attname || ' ' || format_type(atttypid, NULL) FROM pg_attribute
		WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = '' ORDER BY attnum`, table) {
		name, kind, _ := strings.Cut(column, " ")
		literal := map[string]string{
			"text": "'draft'", "uuid": "'00000000-0000-7000-8000-000000000001'", "bigint": "1", "integer": "1", "smallint": "1",
			"boolean": "false", "bytea": `'\x00'`, "uuid[]": "'{}'", "timestamp with time zone": "now()", "jsonb": "'{}'",
		}[kind]
		require.NotEmpty(t, literal, "say here what a %s looks like", kind)
		switch name {
		case "tenant_id":
			literal = "'" + tenant + "'"
		case "state":
			literal = "'pending'"
		case "ended_at":
			literal = "NULL"
		case "measure":
			literal = "'actions'"
		case "approver_id": // somebody else than the actor
			literal = "'another'"
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
// No tenants leave the setting as it is, unset.
type api struct{ conn *pgx.Conn }

func (a api) try(t *testing.T, tenants, sql string) (pgconn.CommandTag, error) {
	t.Helper()
	tx, err := a.conn.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(t.Context()) }()
	if tenants != "" {
		_, err = tx.Exec(t.Context(), "SELECT set_config('mmm.tenant_ids', $1, true)", tenants)
		require.NoError(t, err)
	}
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
		may := texts(t, role.conn, `SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) AS p
			WHERE has_any_column_privilege($1, p)`, table)
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
			change := "UPDATE " + table + " SET " + changed(t, role.conn, table)
			role.requireRows(t, 1, "{a}", change)
			role.requireRows(t, 0, "{a}", change+" WHERE tenant_id = 'b'")
			role.requireRows(t, 0, "", change)
			role.requireRefused(t, "{a}", "UPDATE "+table+" SET tenant_id = 'c'")
		}
		role.requireRefused(t, "{a}", "DELETE FROM "+table)
	}
	role.requireRefused(t, "{a}", "SELECT body FROM events")
	require.Greater(t, len(readable), 10)
	require.Greater(t, len(writable), 8)
	require.Greater(t, len(changeable), 5)
	require.Contains(t, changeable, "receipt_failures", "rights to single columns count")
}

// changed sets to itself the first column that the role may change.
func changed(t *testing.T, conn *pgx.Conn, table string) string {
	t.Helper()
	column := texts(t, conn, `SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = $1::regclass
		AND attnum > 0 AND NOT attisdropped AND has_column_privilege($1, attnum, 'UPDATE') ORDER BY attnum`, table)[0]
	return column + " = " + column
}

// insertionOfNew is a row that a tenant may write, with what it refers to.
func insertionOfNew(t *testing.T, conn *pgx.Conn, table, tenant string) string {
	t.Helper()
	if table != "playbook_revisions" {
		return insertion(t, conn, table, tenant)
	}
	return "WITH parent AS (" + insertion(t, conn, "playbooks", tenant) + ") " + insertion(t, conn, table, tenant)
}
