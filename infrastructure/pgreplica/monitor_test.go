package pgreplica_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/infrastructure/pgcluster"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgreplica"
)

const patience = 30 * time.Second

func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.Chmod(filepath.Dir(dir), 0o711))
	return dir
}

func primary(t *testing.T) *pgcluster.Cluster {
	t.Helper()
	cluster, err := pgcluster.Start(t.Context(), pgcluster.Options{Dir: folder(t), Settings: map[string]string{"fsync": "off"}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, cluster.Stop(context.WithoutCancel(t.Context()))) })
	return cluster
}

func standby(t *testing.T, of *pgcluster.Cluster) *pgcluster.Cluster {
	t.Helper()
	cluster, err := of.Standby(t.Context(), pgcluster.Options{Dir: folder(t), Settings: map[string]string{"fsync": "off"}})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, cluster.Stop(context.WithoutCancel(t.Context()))) })
	return cluster
}

func pool(t *testing.T, cluster *pgcluster.Cluster) *pgxpool.Pool {
	t.Helper()
	opened, err := pgxpool.New(t.Context(), cluster.URL("postgres", "postgres"))
	require.NoError(t, err)
	t.Cleanup(opened.Close)
	return opened
}

// told keeps what a monitor tells.
type told struct {
	mu     sync.Mutex
	states []pgreplica.State
}

func (k *told) changed(_ context.Context, now pgreplica.State, _ error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.states = append(k.states, now)
}

// clock is set by hand.
type clock struct {
	mu sync.Mutex
	at time.Duration
}

func (c *clock) now() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at += d
}

func monitor(asked, replica pgreplica.Server, at *clock, keep *told) *pgreplica.Monitor {
	return pgreplica.New(pgreplica.Options{
		Primary: asked, Replica: replica, MaxLag: 10 * time.Second, Every: time.Second, Timeout: patience,
		Monotonic: at.now, Changed: keep.changed,
	})
}

// become checks until the monitor says so.
func become(t *testing.T, m *pgreplica.Monitor, want pgreplica.State) {
	t.Helper()
	require.Eventually(t, func() bool {
		m.Check(t.Context())
		return m.State() == want
	}, patience, 10*time.Millisecond)
}

func TestAReplicaIsJudgedByWhatThePrimaryHasWritten(t *testing.T) {
	t.Parallel()
	leader := primary(t)
	follower := standby(t, leader)
	at, keep := &clock{}, &told{}
	asked := pool(t, leader)
	m := monitor(asked, pool(t, follower), at, keep)
	require.Equal(t, pgreplica.Unreachable, m.State(), "before it was asked")
	become(t, m, pgreplica.Usable)

	at.pass(time.Hour)
	become(t, m, pgreplica.Usable) // nobody wrote: a long silence is no lag
	require.Zero(t, m.Lag())

	require.NoError(t, follower.Exec(t.Context(), "SELECT pg_wal_replay_pause()"))
	require.NoError(t, leader.Exec(t.Context(), "CREATE TABLE late (word text)"))
	at.pass(time.Second)
	m.Check(t.Context())
	require.Equal(t, pgreplica.Usable, m.State(), "a little behind")
	at.pass(11 * time.Second)
	become(t, m, pgreplica.Lagging)
	require.Greater(t, m.Lag(), 10*time.Second)
	require.NoError(t, follower.Exec(t.Context(), "SELECT pg_wal_replay_resume()"))
	become(t, m, pgreplica.Usable)

	m.Suspect(t.Context(), pgreplica.Unreachable)
	require.Equal(t, pgreplica.Unreachable, m.State(), "a query met it so")
	become(t, m, pgreplica.Usable)

	asked.Close()
	at.pass(time.Hour)
	become(t, m, pgreplica.Usable) // the primary is away, and what it said last was replayed
	require.NoError(t, follower.Exec(t.Context(), "SELECT pg_promote()"))
	become(t, m, pgreplica.Promoted)
	require.NoError(t, follower.Stop(t.Context()))
	become(t, m, pgreplica.Unreachable)
	require.Equal(t, []pgreplica.State{
		pgreplica.Usable, pgreplica.Lagging, pgreplica.Usable, pgreplica.Unreachable, pgreplica.Usable,
		pgreplica.Promoted, pgreplica.Unreachable,
	}, keep.states, "each change is told once")
}

func TestAReplicaOfAnotherClusterIsForeign(t *testing.T) {
	t.Parallel()
	leader, other := primary(t), primary(t)
	m := monitor(pool(t, leader), pool(t, standby(t, other)), &clock{}, &told{})
	become(t, m, pgreplica.Foreign)
}

func TestAMonitorAsksUntilItsEnd(t *testing.T) {
	t.Parallel()
	gone, err := pgxpool.New(t.Context(), "postgres://nobody@127.0.0.1:1/none?sslmode=disable")
	require.NoError(t, err)
	t.Cleanup(gone.Close)
	failures := make(chan error, 1)
	m := pgreplica.New(pgreplica.Options{
		Primary: gone, Replica: gone, MaxLag: time.Second, Every: time.Millisecond, Timeout: time.Second, Monotonic: (&clock{}).now,
		Changed: func(_ context.Context, _ pgreplica.State, err error) { failures <- err },
	})
	m.Suspect(t.Context(), pgreplica.Lagging)
	require.NoError(t, <-failures)
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- m.Run(ctx) }()
	require.Error(t, <-failures, "why it is not usable is told")
	end()
	require.NoError(t, <-ended)
}
