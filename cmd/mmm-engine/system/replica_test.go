package system_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/cmd/mmm-engine/internal/dev"
	"github.com/mmm-engine/mmm-engine/db"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgcluster"
)

// privately runs a cluster of the test's own, which it may stop, and a standby of it.
func privately(t *testing.T) (standby *pgcluster.Cluster, urls map[string]string) {
	t.Helper()
	folder := func() string {
		dir := t.TempDir()
		require.NoError(t, os.Chmod(filepath.Dir(dir), 0o711))
		return dir
	}
	quick := map[string]string{"fsync": "off"}
	primary, err := pgcluster.Start(t.Context(), pgcluster.Options{Dir: folder(), Settings: quick})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, primary.Stop(context.WithoutCancel(t.Context()))) })
	urls, err = dev.DatabaseURLs(t.Context(), primary)
	require.NoError(t, err)
	require.NoError(t, db.Migrate(t.Context(), urls["DATABASE_OWNER_URL"]))
	delete(urls, "DATABASE_OWNER_URL")
	standby, err = primary.Standby(t.Context(), pgcluster.Options{Dir: folder(), Settings: quick})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, standby.Stop(context.WithoutCancel(t.Context()))) })
	urls["DATABASE_REPLICA_URL"] = dev.ReplicaURL(standby)
	return standby, urls
}

// checked answers the status of one of the readiness checks.
func (s *stack) checked(tb testing.TB, name string) string {
	tb.Helper()
	found := decoded[struct {
		Checks []struct{ Name, Status string }
	}](tb, s.do(tb, request{method: http.MethodGet, path: "/ready"}), http.StatusOK)
	for _, check := range found.Checks {
		if check.Name == name {
			return check.Status
		}
	}
	return ""
}

func (s *stack) fallbacks(tb testing.TB, reason string) float64 {
	tb.Helper()
	return s.metrics(tb).value("mmm_replica_fallbacks_total", labels{"reason": reason})
}

// product.md, Degraded mode: without the read replica, reads come from the primary.
func TestQueriesOutliveTheReplicaAndHonourTheirToken(t *testing.T) {
	t.Parallel()
	standby, urls := privately(t)
	s := newStack(t, urls)
	r := s.renter(t).withExamples(t)
	eventually(t, "the replica is read", func() bool { return s.checked(t, "replica") == "ok" })
	seen := func(ask document) (string, answer) {
		got := r.do(t, r.post("/decide", ask, nil))
		made := decoded[decided](t, got, http.StatusOK).Decision
		token := got.header.Get("MMM-Consistency-Token")
		require.NotEmpty(t, token)
		return made.ID, r.do(t, request{
			method: http.MethodGet, path: "/decisions/" + made.ID, token: r.token, header: map[string]string{"MMM-Consistency-Token": token},
		})
	}
	for range 5 {
		made, found := seen(toAnother(r.ask("security.code_scanning", alert())))
		require.Equal(t, http.StatusOK, found.status, made)
	}
	require.Positive(t, s.metrics(t).value("mmm_db_pool_connections", labels{"pool": "replica", "state": "total"}))
	require.NoError(t, standby.Exec(t.Context(), "SELECT pg_wal_replay_pause()"))
	made, found := seen(toAnother(r.ask("security.code_scanning", alert())))
	require.Equal(t, http.StatusOK, found.status, made)
	require.InDelta(t, 1, s.fallbacks(t, "stale"), 0, "the wait was bounded, and the primary answered")
	for _, bad := range []string{"x", "-1", "99999999999999999999"} {
		refused := r.do(t, request{
			method: http.MethodGet, path: "/playbooks", token: r.token, header: map[string]string{"MMM-Consistency-Token": bad},
		})
		require.Equal(t, http.StatusUnprocessableEntity, refused.status, bad)
		require.Contains(t, string(refused.body), "MMM-Consistency-Token")
	}

	require.NoError(t, standby.Stop(t.Context()))
	for range 5 {
		made, found := seen(toAnother(r.ask("security.code_scanning", alert())))
		require.Equal(t, http.StatusOK, found.status, made)
		require.Equal(t, http.StatusOK, s.ready(), "it needs no replica")
	}
	require.Positive(t, s.fallbacks(t, "unavailable"))
	eventually(t, "the check tells", func() bool { return s.checked(t, "replica") == "failing" })
	require.Contains(t, s.engine.stdout.text(), "queries go to the primary, since the replica may not be read")
	require.NotContains(t, s.engine.stdout.text(), "password")
}
