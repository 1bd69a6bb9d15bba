package system_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// serveFails starts an engine that must end by itself, and answers how and what
// it said.
func serveFails(t *testing.T, environ map[string]string) (exit int, said string) {
	t.Helper()
	engine := start(t, t.TempDir(), environ, "mmm-engine", "serve")
	exit = engine.exit(t)
	require.Empty(t, engine.stdout.text(), "nothing was served")
	return exit, engine.stderr.text()
}

func TestEverythingThatIsNotSetIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	exit, said := serveFails(t, nil)
	require.Equal(t, 2, exit)
	for _, variable := range []string{"DATABASE_URL", "DATABASE_WORKER_URL", "IAM_JWKS_URL", "ERIS_SIGNING_KEY", "SECRETS_KEY"} {
		require.Contains(t, said, variable+": ")
	}
}

func TestDevelopmentTokensAreRefusedOutsideDevelopment(t *testing.T) {
	t.Parallel()
	environ := prepare(t, map[string]string{"MMM_ENV": "production"}).environ
	exit, said := serveFails(t, environ)
	require.Equal(t, 2, exit)
	require.Contains(t, said, "IAM_MODE")
	require.Contains(t, said, "MMM_ENV=dev")
}

func TestAValueThatIsWrongIsNotRepeated(t *testing.T) {
	t.Parallel()
	exit, said := serveFails(t, map[string]string{"DATABASE_URL": planted + "://secret", "SECRETS_KEY": planted})
	require.Equal(t, 2, exit)
	require.NotContains(t, said, planted)
}

func TestASchemaThatTheBuildDoesNotKnowIsRefused(t *testing.T) {
	t.Parallel()
	s := prepare(t, nil)
	connection, err := pgx.Connect(t.Context(), s.superuser(t))
	require.NoError(t, err)
	_, err = connection.Exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)")
	require.NoError(t, err)
	require.NoError(t, connection.Close(t.Context()))
	exit, said := serveFails(t, s.environ)
	require.NotZero(t, exit)
	require.Contains(t, said, "schema version 99999")
	require.Contains(t, said, "mmm-engine migrate")
}

func TestAnUnknownFlagIsAUsageError(t *testing.T) {
	t.Parallel()
	require.Equal(t, 2, start(t, t.TempDir(), nil, "mmm-engine", "serve", "--nothing").exit(t))
}
