package pgtest_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
)

// ask runs a query that answers with one text.
func ask(t *testing.T, url, sql string) string {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer func() { require.NoError(t, connection.Close(context.Background())) }()
	var answer string
	require.NoError(t, connection.QueryRow(t.Context(), sql).Scan(&answer))
	return answer
}

func TestEachURLConnectsAsItsRole(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)

	require.Equal(t, "mmm_owner", ask(t, database.Owner, "SELECT current_user::text"))
	require.Equal(t, "mmm_api", ask(t, database.API, "SELECT current_user::text"))
	require.Equal(t, "mmm_worker", ask(t, database.Worker, "SELECT current_user::text"))
}

func TestNoRoleIsMoreThanItSays(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)

	mighty := `SELECT count(*)::text FROM pg_roles WHERE rolname LIKE 'mmm\_%' AND (rolsuper OR rolbypassrls OR rolcreaterole)`
	require.Equal(t, "0", ask(t, database.Owner, mighty))
}

func TestTheDatabaseIsMigrated(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)

	tables := `SELECT count(*) > 0 FROM pg_tables WHERE tableowner = 'mmm_owner'`
	require.Equal(t, "true", ask(t, database.Owner, "SELECT ("+tables+")::text"))
}

func TestTwoTestsNeverShareADatabase(t *testing.T) {
	t.Parallel()
	one, other := pgtest.New(t), pgtest.New(t)

	const name = "SELECT current_database()::text"
	require.NotEqual(t, ask(t, one.Owner, name), ask(t, other.Owner, name))
}
