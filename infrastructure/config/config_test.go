package config_test

import (
	"encoding/base64"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/config"
)

const databaseURL = "postgres://mmm_api:hunter2@db:5432/mmm"

func key(fill string) string {
	return base64.StdEncoding.EncodeToString([]byte(strings.Repeat(fill, 32)))
}

// production is the least that the engine starts with.
func production() map[string]string {
	return map[string]string{
		"DATABASE_URL": databaseURL, "DATABASE_WORKER_URL": "postgres://mmm_worker:hunter2@db:5432/mmm",
		"IAM_JWKS_URL": "https://iam.example.org/jwks", "ERIS_SIGNING_KEY": key("a"), "SECRETS_KEY": key("b"),
	}
}

// with is the least with some variables changed; an empty value takes one away.
func with(changes map[string]string) map[string]string {
	environ := production()
	maps.Copy(environ, changes)
	maps.DeleteFunc(environ, func(_, value string) bool { return value == "" })
	return environ
}

func lines(t *testing.T, environ map[string]string) []string {
	t.Helper()
	_, err := config.Load(environ)
	var wrong *config.Error
	require.ErrorAs(t, err, &wrong)
	return wrong.Lines
}

func TestTheLeastSettingsGiveTheDocumentedDefaults(t *testing.T) {
	t.Parallel()
	loaded, err := config.Load(production())
	require.NoError(t, err)
	require.Equal(t, config.Production, loaded.Env)
	require.Equal(t, config.Roles{config.API, config.Worker}, loaded.Roles)
	require.Equal(t, config.Address(":8005"), loaded.HTTPAddr)
	require.Empty(t, loaded.MetricsAddr)
	require.Equal(t, 25*time.Second, loaded.ShutdownTimeout)
	require.Equal(t, databaseURL, loaded.DatabaseURL.Reveal())
	require.EqualValues(t, 10, loaded.DatabasePoolMin)
	require.EqualValues(t, 30, loaded.DatabasePoolMax)
	require.Equal(t, config.JWKS, loaded.IAMMode)
	require.Equal(t, "mmm-engine", loaded.IAMAudience)
	require.Equal(t, key("a"), loaded.SigningKeys.Reveal())
	require.Equal(t, []byte(strings.Repeat("b", 32)), loaded.SecretsKey.Bytes())
	require.Equal(t, config.Level(slog.LevelInfo), loaded.LogLevel)
	require.Equal(t, config.PlainActorIDs, loaded.LogActorIDs)
	require.Equal(t, config.Dependencies{config.Database, config.IAM}, loaded.ReadyRequires)
	require.Equal(t, "/var/log/mmm_engine/audit.log", loaded.AuditLogPath)
	require.EqualValues(t, 100, loaded.AuditLogMaxSize)
	require.EqualValues(t, 10, loaded.AuditLogMaxFiles)
	require.Empty(t, loaded.Notices)
}

func TestAnAuditLogPathThatIsSetToNothingMeansNoFile(t *testing.T) {
	t.Parallel()
	environ := production()
	for text, path := range map[string]string{"": "", " ": "", "/srv/audit.log": "/srv/audit.log"} {
		environ["AUDIT_LOG_PATH"] = text
		loaded, err := config.Load(environ)
		require.NoError(t, err)
		require.Equal(t, path, loaded.AuditLogPath)
	}
}

func TestEverythingThatIsMissingIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	var named []string
	for _, line := range lines(t, nil) {
		variable, advice, found := strings.Cut(line, ": ")
		require.True(t, found)
		require.Contains(t, advice, "set ", line)
		named = append(named, variable)
	}
	require.Equal(t, []string{"DATABASE_URL", "DATABASE_WORKER_URL", "ERIS_SIGNING_KEY", "IAM_JWKS_URL", "SECRETS_KEY"}, named)
}

func TestEachWrongSettingIsNamedWithWhatToSet(t *testing.T) {
	t.Parallel()
	cases := []struct{ variable, value, advice string }{
		{"MMM_ENV", "staging", "production, dev"},
		{"MMM_ROLES", "api,cook", "api, worker"},
		{"HTTP_ADDR", "8005", ":8005"},
		{"HTTP_ADDR", ":99999", ":8005"},
		{"PORT", "eighty", "65535"},
		{"PORT", "70000", "65535"},
		{"METRICS_ADDR", "nowhere", "host:port"},
		{"METRICS_ADDR", ":8005", "another"},
		{"METRICS_MAX_TENANTS", "0", "at least 1"},
		{"SHUTDOWN_TIMEOUT", "25", "25s"},
		{"SHUTDOWN_TIMEOUT", "-1s", "25s"},
		{"DATABASE_URL", "mysql://db/mmm", "postgres://"},
		{"DATABASE_URL", "postgres://db:5432", "postgres://"},
		{"DATABASE_URL", "host=db dbname=mmm", "postgres://"},
		{"DATABASE_WORKER_URL", "db", "postgres://"},
		{"DATABASE_POOL_MAX", "0", "at least 1"},
		{"DATABASE_POOL_MAX", "many", "whole"},
		{"DATABASE_POOL_MIN", "31", "DATABASE_POOL_MAX"},
		{"DATABASE_POOL_MIN", "-1", "DATABASE_POOL_MAX"},
		{"IAM_MODE", "saml", "jwks, remote, dev"},
		{"BREAKER_OPEN_FOR", "0s", "60s"},
		{"IAM_TENANT_FROM", "sub", "claim, sub_prefix, sub_suffix"},
		{"IAM_SERVICE_URL", "iam:8080", "https://"},
		{"IAM_MODE", "none", "jwks, remote, dev"},
		{"IAM_MODE", "dev", "MMM_ENV=dev"},
		{"IAM_JWKS_URL", "iam.example.org/jwks", "https://"},
		{"IAM_JWKS_URL", "ftp://iam.example.org/jwks", "https://"},
		{"IAM_ISSUER", "https://user:pass@iam.example.org", "without user"},
		{"ERIS_SERVICE_URL", "https://eris.example.org/?token=x", "without user"},
		{"ERIS_SIGNING_KEY", "short", "base64"},
		{"ERIS_SIGNING_KEY", key("a") + ",short", "base64"},
		{"ERIS_SIGNING_KEY_FILE", "/nowhere", "only one"},
		{"EDGE_AGENT_BASE_URL", "edge.example.org", "https://"},
		{"CI_WORKFLOW_BASE_URL", "https://user:secret@ci.example.org", "without user"},
		{"ALERTING_BASE_URL", "ftp://alerts.example.org", "https://"},
		{"ALERTING_FORMAT", "pager", "notifications, alerts"},
		{"DELIVERY_SIGNING_SECRET", "whsec_c2hvcnQ=", "24 to 64 bytes"},
		{"DELIVERY_SIGNING_SECRET", key("a"), "whsec_"},
		{"DELIVERY_SIGNING_SECRET_FILE", "/nowhere", "readable"},
		{"JOBS_RESCUE_AFTER", "14s", "15s"},
		{"JOBS_RESCUE_AFTER", "soon", "25s"},
		{"SECRETS_KEY", "c2hvcnQ=", "openssl rand -base64 32"},
		{"SECRETS_KEY", "not base64!", "openssl rand -base64 32"},
		{"SECRETS_KEY_FILE", "/nowhere", "only one"},
		{"OTLP_EXPORTER_ENDPOINT", "collector.example:4317", "http://otel-collector:4317"},
		{"OTEL_EXPORTER_OTLP_ENDPOINT", "https://user:pass@otel-collector:4317", "without user"},
		{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "unix:///run/otel.sock", "https://"},
		{"OTEL_EXPORTER_OTLP_HEADERS", "api-key hunter2-hunter2", "name=value"},
		{"OTEL_EXPORTER_OTLP_HEADERS", "api-key=100%hunter2", "encoded"},
		{"OTEL_EXPORTER_OTLP_TRACES_HEADERS", "a=b,api key=hunter2", "name=value"},
		{"OPERATORS_TENANT", "our operators", "tenant id"},
		{"OPERATORS_TENANT", "-acme", "tenant id"},
		{"OPERATORS_TENANT", strings.Repeat("x", 129), "128"},
		{"AUDIT_LOG_MAX_SIZE", "-1", "MiB"},
		{"AUDIT_LOG_MAX_SIZE", "100MiB", "whole"},
		{"AUDIT_LOG_MAX_FILES", "0", "at least 1"},
		{"LOG_LEVEL", "loud", "ERROR, WARNING, INFO, DEBUG"},
		{"LOG_ACTOR_IDS", "maybe", "plain, hashed"},
		{"READY_REQUIRES", "database,mars", "database, iam, policy, eris"},
	}
	for _, c := range cases {
		found := lines(t, with(map[string]string{c.variable: c.value}))
		require.Len(t, found, 1, "%s=%s gives %v", c.variable, c.value, found)
		require.True(t, strings.HasPrefix(found[0], c.variable+": "), found[0])
		require.Contains(t, found[0], c.advice)
		if len(c.value) > 8 {
			require.NotContains(t, found[0], c.value, "a value could be a secret")
		}
	}
}

func TestSettingsThatAreGivenHold(t *testing.T) {
	t.Parallel()
	loaded, err := config.Load(with(map[string]string{
		"MMM_ROLES": "api", "DATABASE_WORKER_URL": "", "HTTP_ADDR": "127.0.0.1:9000", "METRICS_ADDR": ":9001",
		"OUTBOUND_ALLOWED_HOSTS": "127.0.0.1", "ERIS_SERVICE_URL": "http://127.0.0.1:8090/eris/", "ERIS_TOKEN": "t",
		"IAM_ISSUER": "https://iam.example.org/",
		"LOG_LEVEL":  "warning", "LOG_ACTOR_IDS": "hashed", "READY_REQUIRES": "database", "SHUTDOWN_TIMEOUT": "5s",
		"DATABASE_POOL_MAX": "5", "DATABASE_POOL_MIN": "0", "IAM_AUDIENCE": "ours", "OPERATORS_TENANT": " operators ",
	}))
	require.NoError(t, err)
	require.Equal(t, config.Roles{config.API}, loaded.Roles)
	require.Equal(t, config.Address("127.0.0.1:9000"), loaded.HTTPAddr)
	require.Equal(t, config.Address(":9001"), loaded.MetricsAddr)
	require.Equal(t, config.ServiceURL("http://127.0.0.1:8090/eris"), loaded.ERISURL)
	require.Equal(t, "t", loaded.ERISToken.Reveal())
	require.Equal(t, config.Issuer("https://iam.example.org/"), loaded.IAMIssuer, "compared to the letter")
	require.Equal(t, config.Level(slog.LevelWarn), loaded.LogLevel)
	require.Equal(t, config.HashedActorIDs, loaded.LogActorIDs)
	require.Equal(t, config.Dependencies{config.Database}, loaded.ReadyRequires)
	require.Equal(t, "ours", loaded.IAMAudience)
	require.EqualValues(t, "operators", loaded.OperatorsTenant)
}

func TestReadinessNeedsWhatIsConfigured(t *testing.T) {
	t.Parallel()
	loaded, err := config.Load(with(map[string]string{"ERIS_SERVICE_URL": "https://eris.example.org"}))
	require.NoError(t, err)
	require.Equal(t, config.Dependencies{config.Database, config.IAM, config.ERIS}, loaded.ReadyRequires)
	require.True(t, loaded.ReadyRequires.Has(config.ERIS))
}

func TestTracesGoWhereOurVariableSaysElseWhereTheStandardOnesDo(t *testing.T) {
	t.Parallel()
	environ := with(map[string]string{
		"OTLP_EXPORTER_ENDPOINT": "http://ours:4317", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://traces:4317",
		"OTEL_EXPORTER_OTLP_ENDPOINT": "https://any:4317", "OTEL_EXPORTER_OTLP_HEADERS": "api-key=hunter2%3D, tenant=a",
	})
	for _, next := range []struct {
		taken string
		url   config.CollectorURL
	}{
		{"OTLP_EXPORTER_ENDPOINT", "http://ours:4317"}, {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://traces:4317"},
		{"OTEL_EXPORTER_OTLP_ENDPOINT", "https://any:4317"}, {"", ""},
	} {
		loaded, err := config.Load(environ)
		require.NoError(t, err)
		require.Equal(t, next.url, loaded.CollectorURL)
		delete(environ, next.taken)
	}
}

func TestAskingTheIdentityServiceNeedsWhereItIs(t *testing.T) {
	t.Parallel()
	remote := map[string]string{"IAM_MODE": "remote", "IAM_JWKS_URL": "", "IAM_ISSUER": ""}
	require.Equal(t, []string{"IAM_SERVICE_URL: is missing; set the URL of the identity service for IAM_MODE=remote"}, lines(t, with(remote)))
	remote["IAM_SERVICE_URL"] = "https://iam.example.org"
	loaded, err := config.Load(with(remote))
	require.NoError(t, err)
	require.Equal(t, config.TenantClaim, loaded.IAMTenantFrom)
	require.True(t, loaded.ReadyRequires.Has(config.IAM))
}

func TestTheIssuerAloneSaysWhereKeysAre(t *testing.T) {
	t.Parallel()
	_, err := config.Load(with(map[string]string{"IAM_JWKS_URL": "", "IAM_ISSUER": "https://iam.example.org"}))
	require.NoError(t, err)
}

func TestDevMakesKeysUpAndSaysSo(t *testing.T) {
	t.Parallel()
	dev := with(map[string]string{
		"MMM_ENV": "dev", "IAM_MODE": "dev", "IAM_DEV_KEY_FILE": "key.pem", "ERIS_SIGNING_KEY": "", "SECRETS_KEY": "",
	})
	loaded, err := config.Load(dev)
	require.NoError(t, err)
	require.Len(t, loaded.Notices, 2)
	require.Contains(t, loaded.Notices[0], "ERIS_SIGNING_KEY")
	require.Contains(t, loaded.Notices[1], "SECRETS_KEY")
	require.Len(t, loaded.SecretsKey.Bytes(), 32)
	again, err := config.Load(dev)
	require.NoError(t, err)
	require.NotEqual(t, loaded.SigningKeys.Reveal(), again.SigningKeys.Reveal())
	for _, notice := range loaded.Notices {
		require.NotContains(t, notice, loaded.SigningKeys.Reveal())
	}
	require.Equal(t, config.Dependencies{config.Database}, loaded.ReadyRequires)
}

func TestAWrongKeyIsNotReplacedInDev(t *testing.T) {
	t.Parallel()
	require.Len(t, lines(t, with(map[string]string{"MMM_ENV": "dev", "ERIS_SIGNING_KEY": "short"})), 1)
}

func TestDevTokensNeedTheirKey(t *testing.T) {
	t.Parallel()
	found := lines(t, with(map[string]string{"MMM_ENV": "dev", "IAM_MODE": "dev"}))
	require.Len(t, found, 1)
	require.Contains(t, found[0], "IAM_DEV_KEY_FILE: ")
}

func TestKeysMayComeFromFiles(t *testing.T) {
	t.Parallel()
	write := func(content string) string {
		path := filepath.Join(t.TempDir(), "key")
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	loaded, err := config.Load(with(map[string]string{
		"ERIS_SIGNING_KEY": "", "ERIS_SIGNING_KEY_FILE": write(key("c") + "\n"),
		"SECRETS_KEY": "", "SECRETS_KEY_FILE": write(key("d") + "\n"),
	}))
	require.NoError(t, err)
	require.Equal(t, key("c"), loaded.SigningKeys.Reveal())
	require.Equal(t, []byte(strings.Repeat("d", 32)), loaded.SecretsKey.Bytes())

	for name, path := range map[string]string{"no file": "/nowhere/key", "empty": write(""), "not a key": write("short")} {
		found := lines(t, with(map[string]string{"SECRETS_KEY": "", "SECRETS_KEY_FILE": path}))
		require.Len(t, found, 1, name)
		require.Contains(t, found[0], "SECRETS_KEY_FILE: ", name)
	}
}

func TestTheProcessEnvironmentIsNotLookedAt(t *testing.T) {
	t.Setenv("DATABASE_URL", databaseURL)
	require.Contains(t, strings.Join(lines(t, nil), "\n"), "DATABASE_URL: is missing")
}

func TestMigratingNeedsTheOwnerOnly(t *testing.T) {
	t.Parallel()
	_, err := config.LoadMigration(nil)
	require.ErrorContains(t, err, "DATABASE_OWNER_URL: is missing")
	migration, err := config.LoadMigration(map[string]string{"DATABASE_OWNER_URL": "postgres:///mmm?host=/run/postgresql"})
	require.NoError(t, err)
	require.Equal(t, "postgres:///mmm?host=/run/postgresql", migration.OwnerURL.Reveal())
}

func TestMaintenanceNeedsTheWorkerOnly(t *testing.T) {
	t.Parallel()
	_, err := config.LoadMaintenance(nil)
	require.ErrorContains(t, err, "DATABASE_WORKER_URL: is missing")
	maintenance, err := config.LoadMaintenance(map[string]string{"DATABASE_WORKER_URL": "postgres:///mmm?host=/run/postgresql"})
	require.NoError(t, err)
	require.Equal(t, "postgres:///mmm?host=/run/postgresql", maintenance.WorkerURL.Reveal())
}

func TestAChannelNeedsASecretToSignWith(t *testing.T) {
	t.Parallel()
	for _, channel := range []string{"EDGE_AGENT_BASE_URL", "CI_WORKFLOW_BASE_URL", "ALERTING_BASE_URL"} {
		configured := with(map[string]string{channel: "https://receiver.example.org/"})
		require.Contains(t, lines(t, configured)[0], "DELIVERY_SIGNING_SECRET: is missing", channel)

		configured["DELIVERY_SIGNING_SECRET"] = "whsec_" + key("a") + ",whsec_" + key("b")
		loaded, err := config.Load(configured)
		require.NoError(t, err)
		require.True(t, loaded.Delivers())
		require.Equal(t, configured["DELIVERY_SIGNING_SECRET"], loaded.DeliverySecrets.Reveal())
	}
	loaded, err := config.Load(production())
	require.NoError(t, err)
	require.False(t, loaded.Delivers())
	require.Equal(t, config.Notifications, loaded.AlertingFormat)
	require.Equal(t, 2*time.Minute, loaded.JobsRescueAfter)
}

func TestDevMakesUpTheSecretOfDeliveriesAndSaysSo(t *testing.T) {
	t.Parallel()
	loaded, err := config.Load(with(map[string]string{
		"MMM_ENV": "dev", "IAM_MODE": "dev", "IAM_DEV_KEY_FILE": "key.pem", "ALERTING_BASE_URL": "http://alerting:8090",
	}))
	require.NoError(t, err)
	require.Len(t, loaded.Notices, 1)
	require.Contains(t, loaded.Notices[0], "DELIVERY_SIGNING_SECRET")
	require.True(t, strings.HasPrefix(loaded.DeliverySecrets.Reveal(), "whsec_"))
}
