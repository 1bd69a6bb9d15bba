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

// Whatever is wrong with the services around is told in one start, not one a start.
func TestEveryWrongSettingOfAServiceIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	environ := prepare(t, map[string]string{
		"MMM_ENV": "production", "ERIS_SIGNING_KEY_FILE": "", "UBI_SERVICE_URL": "ubi:80", "LLM_GATEWAY_SERVICE_URL": "http://%zz",
		"POLICY_MODE": "opa", "DATA_GOVERNANCE_SERVICE_URL": "http://169.254.169.254", "OUTBOUND_ALLOWED_HOSTS": "http://x",
	}).environ
	exit, said := serveFails(t, environ)
	require.Equal(t, 2, exit)
	for _, variable := range []string{
		"IAM_MODE", "ERIS_SIGNING_KEY", "UBI_SERVICE_URL", "LLM_GATEWAY_SERVICE_URL", "OPA_URL", "OPA_POLICY_PATH",
		"DATA_GOVERNANCE_SERVICE_URL", "OUTBOUND_ALLOWED_HOSTS",
	} {
		require.Contains(t, said, variable+": ")
	}
	require.NotContains(t, said, "169.254.169.254")
	environ["IAM_MODE"] = "remote"
	_, said = serveFails(t, environ)
	require.Contains(t, said, "IAM_SERVICE_URL: ")
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

func TestPlaybooksThatCannotBeReadStopTheStart(t *testing.T) {
	t.Parallel()
	s := prepare(t, nil)
	connection, err := pgx.Connect(t.Context(), s.superuser(t))
	require.NoError(t, err)
	_, err = connection.Exec(t.Context(), "REVOKE SELECT ON playbook_revisions FROM mmm_api")
	require.NoError(t, err)
	require.NoError(t, connection.Close(t.Context()))
	exit, said := serveFails(t, s.environ)
	require.NotZero(t, exit)
	require.Contains(t, said, "load playbooks")
}

func TestAnUnknownFlagIsAUsageError(t *testing.T) {
	t.Parallel()
	require.Equal(t, 2, start(t, t.TempDir(), nil, "mmm-engine", "serve", "--nothing").exit(t))
}
