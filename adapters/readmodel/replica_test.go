package readmodel_test

import (
	"context"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/adapters/readmodel"
	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/db"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/stats"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/infrastructure/clock"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgcluster"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// untilLater is how long a replica may take to follow, on a machine with other work.
const untilLater = 30 * time.Second

// settings spare the waits for the disk, which no test needs.
func quick() map[string]string { return map[string]string{"fsync": "off", "full_page_writes": "off"} }

// folder is one that the server's account can enter.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.Chmod(filepath.Dir(dir), 0o711))
	return dir
}

// pair is a primary with our schema and a standby that follows it, of a test's own: what
// is done to them no other test would bear.
type pair struct {
	primary, standby *pgcluster.Cluster
	store            *postgres.Store
	worker           pgpool.Worker
	// between is how views reach the standby.
	between *wire
	views   *readmodel.Views
	replica pgpool.Replica
	seen    *sightings
}

// sightings are what a replica's owner is told.
type sightings struct {
	mu       sync.Mutex
	fellBack []readmodel.Unfit
	failed   []readmodel.Unfit
	// onStandby counts transactions that began there, and in recovery.
	onStandby int
	unfit     atomic.Value
}

func (s *sightings) taken() (fellBack, failed []readmodel.Unfit, onStandby int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fellBack, failed, onStandby = s.fellBack, s.failed, s.onStandby
	s.fellBack, s.failed, s.onStandby = nil, nil, 0
	return fellBack, failed, onStandby
}

func newPair(t *testing.T) *pair {
	t.Helper()
	primary, err := pgcluster.Start(t.Context(), pgcluster.Options{Dir: folder(t), Settings: quick()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, primary.Stop(context.WithoutCancel(t.Context()))) })
	require.NoError(t, primary.Exec(t.Context(), db.Roles))
	require.NoError(t, primary.Login(t.Context(), "mmm_owner", "mmm_api", "mmm_worker"))
	require.NoError(t, primary.CreateDatabase(t.Context(), "mmm", "mmm_owner"))
	require.NoError(t, db.Migrate(t.Context(), primary.URL("mmm_owner", "mmm")))
	p := &pair{primary: primary, seen: &sightings{}}
	p.standby = p.follow(t)
	p.open(t)
	return p
}

func (p *pair) follow(t *testing.T) *pgcluster.Cluster {
	t.Helper()
	standby, err := p.primary.Standby(t.Context(), pgcluster.Options{Dir: folder(t), Settings: quick()})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, standby.Stop(context.WithoutCancel(t.Context()))) })
	return standby
}

func (p *pair) open(t *testing.T) {
	t.Helper()
	size := pgpool.Size{Max: 3}
	commands, err := pgpool.OpenPrimary(t.Context(), p.primary.URL("mmm_api", "mmm"), size)
	require.NoError(t, err)
	t.Cleanup(commands.Close)
	p.worker, err = pgpool.OpenWorker(t.Context(), p.primary.URL("mmm_worker", "mmm"), size)
	require.NoError(t, err)
	t.Cleanup(p.worker.Close)
	p.between = newWire(t, p.standby.Port())
	p.replica, err = pgpool.OpenReplica(t.Context(), p.between.through(t, p.standby.URL("mmm_api", "mmm")), size)
	require.NoError(t, err)
	t.Cleanup(p.replica.Close)
	p.store = postgres.NewStore(commands, nil)
	p.views = readmodel.NewViews(newReader(t, p.primary.URL("mmm_api", "mmm")), contractFollowers()).Beside(readmodel.Replica{
		Pool: watchedPool{p.replica, p.seen}, Unfit: p.seen.now, Failed: p.seen.fail, FellBack: p.seen.fallBack,
	})
}

func (s *sightings) now() readmodel.Unfit {
	unfit, _ := s.unfit.Load().(readmodel.Unfit)
	return unfit
}

func (s *sightings) fail(_ context.Context, found readmodel.Unfit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed = append(s.failed, found)
}

func (s *sightings) fallBack(reason readmodel.Unfit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fellBack = append(s.fellBack, reason)
}

// watchedPool sees where transactions begin.
type watchedPool struct {
	pgpool.Replica

	seen *sightings
}

func (p watchedPool) BeginTx(ctx context.Context, options pgx.TxOptions) (pgx.Tx, error) {
	tx, err := p.Replica.BeginTx(ctx, options)
	if err != nil {
		return tx, err
	}
	var recovering bool
	if err := tx.QueryRow(ctx, "SELECT pg_is_in_recovery()").Scan(&recovering); err == nil && recovering {
		p.seen.mu.Lock()
		p.seen.onStandby++
		p.seen.mu.Unlock()
	}
	return tx, nil
}

// wire is a connection to a server that can be laid elsewhere, or hang.
type wire struct {
	listener net.Listener
	port     atomic.Uint32
	hangs    atomic.Bool
}

func newWire(t *testing.T, port uint16) *wire {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	w := &wire{listener: listener}
	w.port.Store(uint32(port))
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			go w.join(near)
		}
	}()
	return w
}

func (w *wire) join(near net.Conn) {
	defer func() { _ = near.Close() }()
	far, err := net.DialTCP("tcp", nil, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: int(w.port.Load())})
	if err != nil {
		return
	}
	defer func() { _ = far.Close() }()
	go func() {
		_, _ = io.Copy(far, near)
		_ = far.Close()
	}()
	buffer := make([]byte, 32<<10)
	for {
		n, err := far.Read(buffer)
		if err != nil {
			return
		}
		if w.hangs.Load() {
			continue // what comes is swallowed
		}
		if _, err := near.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func (w *wire) through(t *testing.T, direct string) string {
	t.Helper()
	location, err := url.Parse(direct)
	require.NoError(t, err)
	location.Host = w.listener.Addr().String()
	return location.String()
}

// decide commits the n-th decision and answers its token.
func (p *pair) decide(t *testing.T, n byte) (id.UUID, ports.Token) {
	t.Helper()
	return p.decideFor(t, "acme", n)
}

func (p *pair) decideFor(t *testing.T, owner tenant.ID, n byte) (id.UUID, ports.Token) {
	t.Helper()
	decided := portstest.SampleDecision(owner, n, portstest.Noon())
	token, err := p.store.Commit(t.Context(), portstest.DecisionSet(decided, nil))
	require.NoError(t, err)
	return decided.ID, token
}

// requireSeen wants the decision, of at least that state.
func (p *pair) requireSeen(t *testing.T, decided id.UUID, token ports.Token) {
	t.Helper()
	view, err := p.views.ViewDecision(ports.AtLeast(t.Context(), token), "acme", decided)
	require.NoError(t, err)
	require.Equal(t, decided, view.Decision.ID)
}

// followed waits until the standby has the token's state.
func (p *pair) followed(t *testing.T, token ports.Token) {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), p.standby.URL("mmm_api", "mmm"))
	require.NoError(t, err)
	defer pool.Close()
	require.Eventually(t, func() bool {
		var visible bool
		err := pool.QueryRow(t.Context(), "SELECT $1::text::bigint < pg_snapshot_xmin(pg_current_snapshot())::text::bigint", string(token)).Scan(&visible)
		return err == nil && visible
	}, untilLater, 5*time.Millisecond)
}

// One pair serves what leaves it as it was: to make one takes seconds.
//
//nolint:paralleltest,tparallel // the rules count what their own queries did
func TestAReplica(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	for name, rule := range map[string]func(*testing.T, *pair){
		"answers queries and honours the token":           queriesGoToTheReplicaAndHonourTheToken,
		"has an aggregate when the projector came so far": anAggregateIsFreshWhenTheProjectorHasComeToTheToken,
		"is stale while the commit is not replayed":       aTransactionThatRunsIsNotTakenForReplayed,
		"cannot be written to":                            nothingCanBeWrittenThroughTheReplica,
		"does not look dead for a caller who is gone":     aCallerWhoIsGoneDoesNotMakeTheReplicaLookDead,
	} {
		t.Run(name, func(t *testing.T) {
			p.seen.taken()
			rule(t, p)
		})
	}
}

func queriesGoToTheReplicaAndHonourTheToken(t *testing.T, p *pair) {
	t.Helper()
	decided, token := p.decide(t, 1)
	p.followed(t, token)
	p.requireSeen(t, decided, token)
	fellBack, failed, onStandby := p.seen.taken()
	require.Equal(t, 1, onStandby, "a query runs in recovery")
	require.Empty(t, fellBack)
	require.Empty(t, failed)

	p.pause(t)
	late, token := p.decide(t, 11)
	_, err := p.views.ViewDecision(t.Context(), "acme", late)
	require.Equal(t, fault.NotFound, fault.Of(err), "who demands nothing gets what the replica has")
	p.seen.taken()
	begun := time.Now()
	p.requireSeen(t, late, token)
	require.Less(t, time.Since(begun), 5*time.Second, "the wait is bounded")
	fellBack, failed, onStandby = p.seen.taken()
	require.Equal(t, []readmodel.Unfit{readmodel.Stale}, fellBack, "and counted")
	require.Empty(t, failed, "a replica that is behind has not failed")
	require.Greater(t, onStandby, 1, "it was asked again meanwhile")

	p.resume(t)
	p.followed(t, token)
	p.requireSeen(t, late, token)
	fellBack, _, _ = p.seen.taken()
	require.Empty(t, fellBack)
}

// A standby does not know which transactions run on the primary.
func aTransactionThatRunsIsNotTakenForReplayed(t *testing.T, p *pair) {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), p.primary.URL("mmm_api", "mmm"))
	require.NoError(t, err)
	defer pool.Close()
	tx, err := pool.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	key := portstest.SampleID(81).String()
	var token ports.Token
	for _, statement := range []string{
		"SELECT set_config('mmm.tenant_ids', '{acme}', true)",
		"INSERT INTO events (tenant_id, event_id, name, occurred_at, body) VALUES ('acme', '" + key + "', 'x', now(), '{}')",
		"INSERT INTO actor_preferences VALUES ('acme', 'late', 1, '{\"opt_out_categories\":[\"mentor\"]}', now())",
	} {
		_, err := tx.Exec(t.Context(), statement)
		require.NoError(t, err)
	}
	require.NoError(t, tx.QueryRow(t.Context(), "SELECT pg_current_xact_id()::text").Scan(&token))
	later, _ := p.decide(t, 91)
	require.Eventually(t, func() bool { // what was committed later is there
		_, err := p.views.ViewDecision(t.Context(), "acme", later)
		return err == nil
	}, untilLater, 5*time.Millisecond)
	p.pause(t)
	require.NoError(t, tx.Commit(t.Context()))
	p.seen.taken()
	wishes, err := p.views.ViewPreferences(ports.AtLeast(t.Context(), token), "acme", "late")
	require.NoError(t, err)
	require.Equal(t, []action.Type{action.Mentor}, wishes.OptOutCategories, "the caller sees their own write")
	fellBack, _, _ := p.seen.taken()
	require.Equal(t, []readmodel.Unfit{readmodel.Stale}, fellBack)
}

func anAggregateIsFreshWhenTheProjectorHasComeToTheToken(t *testing.T, p *pair) {
	t.Helper()
	projections := postgres.NewProjections(p.worker, clock.New())
	step := follow.NewProjector(projections, projections).Step
	_, token := p.decideFor(t, "gamma", 51)
	day := stats.Range{From: stats.Day(portstest.Noon()), To: stats.Day(portstest.Noon()).AddDate(0, 0, 1)}
	counted := func(token ports.Token) int64 {
		cells, err := p.views.SumDays(ports.AtLeast(t.Context(), token), "gamma", day)
		require.NoError(t, err)
		return stats.Sum(cells).Decisions
	}
	p.followed(t, token)
	require.Zero(t, counted(token), "nobody counts")
	fellBack, _, _ := p.seen.taken()
	require.Equal(t, []readmodel.Unfit{readmodel.ProjectionBehind}, fellBack, "the primary was asked too, and counted")

	require.Eventually(t, func() bool {
		progress, err := step(t.Context())
		require.NoError(t, err)
		at, err := projections.ReadCheckpoint(t.Context(), follow.ProjectionTask)
		require.NoError(t, err)
		behind, err := projections.ReadLag(t.Context(), at)
		require.NoError(t, err)
		return behind == 0 && !progress.Further
	}, untilLater, time.Millisecond)
	require.Equal(t, int64(1), counted(token), "what was counted before, the replica has within its wait, or the primary")
	require.Eventually(t, func() bool {
		p.seen.taken()
		found := counted(token)
		fellBack, _, _ := p.seen.taken()
		return found == 1 && len(fellBack) == 0
	}, untilLater, time.Millisecond, "the replica answers by itself once the checkpoint has come there")

	_, elsewhere := p.decideFor(t, "beta", 61)
	p.followed(t, elsewhere)
	p.seen.taken()
	require.Equal(t, int64(1), counted(elsewhere))
	fellBack, _, _ = p.seen.taken()
	require.Empty(t, fellBack, "another tenant's events are nothing to wait for")
}

func nothingCanBeWrittenThroughTheReplica(t *testing.T, p *pair) {
	t.Helper()
	_, token := p.decide(t, 71)
	p.followed(t, token)
	for _, statement := range []string{
		"INSERT INTO actor_refs VALUES ('acme', 'ada', gen_random_uuid(), now())", "SELECT nextval('events_number')",
		"SET TRANSACTION READ WRITE",
	} {
		_, err := p.replica.Exec(t.Context(), statement)
		require.Error(t, err, statement)
	}
	reader := newReader(t, p.primary.URL("mmm_api", "mmm"))
	_, err := reader.Exec(t.Context(), "INSERT INTO actor_refs VALUES ('acme', 'ada', gen_random_uuid(), now())")
	require.ErrorContains(t, err, "read-only", "nor through the pool of queries on the primary")
}

// pause has the standby replay no more until resume, or the end of the test.
func (p *pair) pause(t *testing.T) {
	t.Helper()
	require.NoError(t, p.standby.Exec(t.Context(), "SELECT pg_wal_replay_pause()"))
	t.Cleanup(func() { p.resume(t) })
}

func (p *pair) resume(t *testing.T) {
	t.Helper()
	require.NoError(t, p.standby.Exec(context.WithoutCancel(t.Context()), "SELECT pg_wal_replay_resume()"))
}

func TestAReplicaNeverFailsAQuery(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	decided, token := p.decide(t, 1)
	p.followed(t, token)
	p.requireSeen(t, decided, token)
	p.seen.taken()

	p.seen.unfit.Store(readmodel.Lagging)
	p.requireSeen(t, decided, "")
	fellBack, _, onStandby := p.seen.taken()
	require.Equal(t, []readmodel.Unfit{readmodel.Lagging}, fellBack)
	require.Zero(t, onStandby, "one that may not be read is not asked")
	p.seen.unfit.Store(readmodel.Unfit(""))

	p.between.hangs.Store(true)
	p.requireSeen(t, decided, token)
	p.requireFailed(t, readmodel.Unavailable, "hangs")
	p.between.hangs.Store(false)

	successor := p.follow(t)
	require.NoError(t, p.standby.Stop(t.Context()))
	p.requireSeen(t, decided, token)
	p.requireFailed(t, readmodel.Unavailable, "is dead")

	p.between.port.Store(uint32(successor.Port()))
	p.standby = successor
	next, token := p.decide(t, 11)
	p.followed(t, token)
	p.requireSeen(t, next, token)
	p.seen.taken()
	p.requireSeen(t, next, token)
	fellBack, _, onStandby = p.seen.taken()
	require.Empty(t, fellBack, "one in its place is read")
	require.Equal(t, 1, onStandby)

	require.NoError(t, p.standby.Exec(t.Context(), "SELECT pg_promote()"))
	last, token := p.decide(t, 21)
	p.requireSeen(t, last, token)
	p.requireFailed(t, readmodel.Promoted, "follows nobody any more")
}

func (p *pair) requireFailed(t *testing.T, want readmodel.Unfit, what string) {
	t.Helper()
	fellBack, failed, _ := p.seen.taken()
	require.Equal(t, []readmodel.Unfit{want}, fellBack, what)
	require.Equal(t, []readmodel.Unfit{want}, failed, what)
}

func aCallerWhoIsGoneDoesNotMakeTheReplicaLookDead(t *testing.T, p *pair) {
	t.Helper()
	ended, end := context.WithCancel(t.Context())
	end()
	_, err := p.views.ViewDecision(ended, "acme", portstest.SampleID(1))
	require.ErrorIs(t, err, context.Canceled)
	fellBack, failed, _ := p.seen.taken()
	require.Empty(t, fellBack)
	require.Empty(t, failed)
}
