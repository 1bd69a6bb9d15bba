package pgcluster_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/pgcluster"
)

// follow runs a standby of the cluster for the length of the test.
func follow(t *testing.T, cluster *pgcluster.Cluster, dir string) *pgcluster.Cluster {
	t.Helper()
	standby, err := cluster.Standby(t.Context(), pgcluster.Options{Dir: dir, Settings: map[string]string{"fsync": "off"}})
	require.NoError(t, err)
	t.Cleanup(func() { stop(t, standby) })
	return standby
}

func TestAStandbyFollowsItsPrimaryAndCannotBeWrittenTo(t *testing.T) {
	t.Parallel()
	primary := start(t, reachable(t))
	require.NoError(t, primary.Exec(t.Context(), "CREATE TABLE told (word text); INSERT INTO told VALUES ('before')"))
	dir := reachable(t)
	standby := follow(t, primary, dir)
	url := standby.URL("postgres", "postgres")
	require.Equal(t, "true", ask(t, url, "SELECT pg_is_in_recovery()::text"))
	require.Equal(t, "before", ask(t, url, "SELECT word FROM told"))
	require.NoError(t, primary.Exec(t.Context(), "UPDATE told SET word = 'after'"))
	require.Eventually(t, func() bool { return ask(t, url, "SELECT word FROM told") == "after" }, 20*time.Second, 10*time.Millisecond)
	require.ErrorContains(t, standby.Exec(t.Context(), "UPDATE told SET word = 'never'"), "read-only")
	stop(t, standby)
	again := follow(t, primary, dir)
	require.Equal(t, "after", ask(t, again.URL("postgres", "postgres"), "SELECT word FROM told"), "it is copied anew")
}
