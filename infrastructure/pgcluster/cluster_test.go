package pgcluster_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/pgcluster"
)

// start runs a cluster for the length of the test, without the waits for the
// disk that no test needs.
func start(t *testing.T, dir string) *pgcluster.Cluster {
	t.Helper()
	cluster, err := pgcluster.Start(t.Context(), pgcluster.Options{Dir: dir, Settings: map[string]string{"fsync": "off"}})
	require.NoError(t, err)
	t.Cleanup(func() { stop(t, cluster) })
	return cluster
}

// reachable is a directory that the server's account can enter too, where that
// is not ours.
func reachable(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.Chmod(filepath.Dir(dir), 0o711))
	return dir
}

func stop(t *testing.T, cluster *pgcluster.Cluster) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	require.NoError(t, cluster.Stop(ctx))
}

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

func TestDataAndPasswordAreKeptFromRunToRun(t *testing.T) {
	t.Parallel()
	dir := reachable(t)
	first := start(t, dir)
	require.NoError(t, first.Exec(t.Context(), "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('here')"))
	stop(t, first)

	second := start(t, dir)

	require.Equal(t, "here", ask(t, second.URL("postgres", "postgres"), "SELECT word FROM kept"))
	info, err := os.Stat(filepath.Join(dir, "password"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestSettingsReachTheServer(t *testing.T) {
	t.Parallel()
	cluster := start(t, reachable(t))

	require.Equal(t, "off", ask(t, cluster.URL("postgres", "postgres"), "SHOW fsync"))
}

func TestARoleAndItsDatabaseAreReachedByURL(t *testing.T) {
	t.Parallel()
	cluster := start(t, reachable(t))
	require.NoError(t, cluster.Exec(t.Context(), "CREATE ROLE keeper"))
	require.NoError(t, cluster.Login(t.Context(), "keeper"))
	require.NoError(t, cluster.CreateDatabase(t.Context(), "store", "keeper"))
	require.NoError(t, cluster.CreateDatabase(t.Context(), "store", "keeper"), "one that exists is left as it is")

	require.Equal(t, "keeper in store",
		ask(t, cluster.URL("keeper", "store"), "SELECT current_user || ' in ' || current_database()"))
}

func TestAWrongPasswordIsRefused(t *testing.T) {
	t.Parallel()
	cluster := start(t, reachable(t))
	config, err := pgx.ParseConfig(cluster.URL("postgres", "postgres"))
	require.NoError(t, err)
	config.Password = "wrong"

	_, err = pgx.ConnectConfig(t.Context(), config)

	var refusal *pgconn.PgError
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, "28P01", refusal.Code)
}

func TestASecondStartInOneDirectoryIsRefused(t *testing.T) {
	t.Parallel()
	dir := reachable(t)
	first := start(t, dir)

	_, err := pgcluster.Start(t.Context(), pgcluster.Options{Dir: dir})

	require.ErrorIs(t, err, pgcluster.ErrRunning)
	require.NoError(t, first.Exec(t.Context(), "SELECT 1"), "the first is not disturbed")
}

func TestStoppingTwiceIsSafe(t *testing.T) {
	t.Parallel()
	cluster := start(t, reachable(t))

	stop(t, cluster)
	stop(t, cluster)

	require.Error(t, cluster.Exec(t.Context(), "SELECT 1"))
}

func TestStoppingEndsOpenConnections(t *testing.T) {
	t.Parallel()
	cluster := start(t, reachable(t))
	connection, err := pgx.Connect(t.Context(), cluster.URL("postgres", "postgres"))
	require.NoError(t, err)
	defer func() { _ = connection.Close(context.Background()) }()

	stop(t, cluster)

	require.Error(t, connection.Ping(t.Context()))
}

func TestADirectoryTooDeepForASocketWillDo(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(reachable(t), strings.Repeat("deep", 30))

	require.NoError(t, start(t, dir).Exec(t.Context(), "SELECT 1"))
}

func TestAServerThatDoesNotStartSaysWhy(t *testing.T) {
	t.Parallel()
	dir := reachable(t)

	_, err := pgcluster.Start(t.Context(), pgcluster.Options{Dir: dir, Settings: map[string]string{"no_such": "1"}})

	require.ErrorContains(t, err, `unrecognized configuration parameter "no_such"`)
	start(t, dir)
}

func TestADirectoryIsRequired(t *testing.T) {
	t.Parallel()
	_, err := pgcluster.Start(t.Context(), pgcluster.Options{})

	require.ErrorContains(t, err, "Options.Dir")
}
