package db_test

import (
	"os"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/db"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
)

// objects lists what the migrations made, one thing a line.
const objects = `
	SELECT format('table %s.%s %s rls %s %s acl %s', n.nspname, c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity,
		(SELECT array_agg(a::text ORDER BY a::text) FROM unnest(c.relacl) AS a))
	FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
	WHERE n.nspname IN ('public', 'river') AND c.relname NOT LIKE 'goose_db_version%'
	UNION ALL SELECT format('column %s.%s.%s %s %s %s', table_schema, table_name, column_name, data_type, is_nullable, column_default)
	FROM information_schema.columns WHERE table_schema IN ('public', 'river') AND table_name <> 'goose_db_version'
	UNION ALL SELECT format('constraint %s %s', conrelid::regclass, pg_get_constraintdef(oid))
	FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'goose_db_version'
	UNION ALL SELECT format('policy %s %s %s %s %s', tablename, policyname, roles, qual, with_check) FROM pg_policies
	UNION ALL SELECT format('function %s', p.oid::regprocedure) FROM pg_proc AS p WHERE p.pronamespace = 'public'::regnamespace
	ORDER BY 1`

func TestMigrationsGoUpDownAndUp(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	owner := connect(t, database.Owner)
	first := texts(t, owner, objects)
	require.Greater(t, len(first), 100)

	require.NoError(t, db.Revert(t.Context(), database.Owner))
	require.Empty(t, texts(t, owner, objects))

	require.NoError(t, db.Migrate(t.Context(), database.Owner))
	require.Equal(t, first, texts(t, owner, objects))
	require.NoError(t, db.Check(t.Context(), connect(t, database.API)))
}

func TestMigratingACurrentDatabaseChangesNothing(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	owner := connect(t, database.Owner)
	before := texts(t, owner, objects)
	require.NoError(t, db.Migrate(t.Context(), database.Owner))
	require.Equal(t, before, texts(t, owner, objects))
}

func TestConcurrentMigrationsTakeTurns(t *testing.T) {
	t.Parallel()
	empty := emptyDatabase(t, pgtest.New(t).Owner)
	errs := make([]error, 3)
	var running sync.WaitGroup
	for i := range errs {
		running.Go(func() { errs[i] = db.Migrate(t.Context(), empty) })
	}
	running.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.NoError(t, db.Check(t.Context(), connect(t, empty)))
}

func TestACurrentDatabasePassesForEveryRole(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	for _, location := range []string{database.Owner, database.API} {
		require.NoError(t, db.Check(t.Context(), connect(t, location)))
	}
	require.NoError(t, db.Check(t.Context(), connect(t, database.Worker)))
}

func TestAnEmptyDatabaseIsRefusedWithWhatToDo(t *testing.T) {
	t.Parallel()
	empty := connect(t, emptyDatabase(t, pgtest.New(t).Owner))
	require.ErrorContains(t, db.Check(t.Context(), empty), "`mmm-engine migrate`")
}

func TestAnotherSchemaVersionIsRefused(t *testing.T) {
	t.Parallel()
	for name, statement := range map[string]string{
		"too new":      "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)",
		"too old":      "DELETE FROM goose_db_version WHERE version_id = (SELECT max(version_id) FROM goose_db_version)",
		"jobs too new": "INSERT INTO river.river_migration (line, version) VALUES ('main', 9999)",
		"jobs too old": "DELETE FROM river.river_migration WHERE version = (SELECT max(version) FROM river.river_migration)",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			database := pgtest.New(t)
			run(t, connect(t, database.Owner), statement)
			err := db.Check(t.Context(), connect(t, database.API))
			require.ErrorContains(t, err, "this build needs")
			require.ErrorContains(t, err, "`mmm-engine migrate`")
		})
	}
}

func TestRolesCanBeMadeAgainAndAtOnce(t *testing.T) {
	t.Parallel()
	pgtest.New(t) // the roles exist
	const sessions = 4
	errs := make([]error, sessions)
	var running sync.WaitGroup
	for i := range sessions {
		conn, err := pgx.Connect(t.Context(), os.Getenv("TEST_DATABASE_URL"))
		require.NoError(t, err)
		running.Go(func() {
			for range 5 {
				if _, err := conn.Exec(t.Context(), db.Roles); err != nil {
					errs[i] = err
				}
			}
			_ = conn.Close(t.Context())
		})
	}
	running.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
}

func TestTheHashNamesTheSchema(t *testing.T) {
	t.Parallel()
	once := db.Hash()
	require.Len(t, once, 64)
	require.Equal(t, once, db.Hash())
}
