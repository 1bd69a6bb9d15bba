package db_test

import (
	"context"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func connect(t *testing.T, location string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), location)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}

func run(t *testing.T, conn *pgx.Conn, sql string) {
	t.Helper()
	_, err := conn.Exec(t.Context(), sql)
	require.NoError(t, err, sql)
}

// texts answers the one column of a query.
func texts(t *testing.T, conn *pgx.Conn, sql string, args ...any) []string {
	t.Helper()
	rows, err := conn.Query(t.Context(), sql, args...)
	require.NoError(t, err)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err, sql)
	return list
}

// superuserOf answers the URL of the superuser to the database of another URL.
func superuserOf(t *testing.T, database string) string {
	t.Helper()
	server, err := url.Parse(os.Getenv("TEST_DATABASE_URL"))
	require.NoError(t, err)
	other, err := url.Parse(database)
	require.NoError(t, err)
	server.Path = other.Path
	return server.String()
}

// emptyDatabase makes a database that nobody migrated, beside the given one, and
// answers its owner's URL.
func emptyDatabase(t *testing.T, owner string) string {
	t.Helper()
	location, err := url.Parse(owner)
	require.NoError(t, err)
	name := strings.TrimPrefix(location.Path, "/") + "_empty"
	superuser, err := pgx.Connect(t.Context(), os.Getenv("TEST_DATABASE_URL"))
	require.NoError(t, err)
	quoted := pgx.Identifier{name}.Sanitize()
	run(t, superuser, "CREATE DATABASE "+quoted+" OWNER mmm_owner")
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		_, err := superuser.Exec(ctx, "DROP DATABASE "+quoted+" WITH (FORCE)")
		require.NoError(t, err)
		require.NoError(t, superuser.Close(ctx))
	})
	location.Path = "/" + name
	return location.String()
}
