package postgres_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/stats"
	"github.com/mmm-engine/mmm-engine/infrastructure/clock"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

func (e engine) projections(t *testing.T) *postgres.Projections {
	t.Helper()
	return postgres.NewProjections(as(t, e.database.Worker), clock.New())
}

// made commits the n-th decision.
func (e engine) made(t *testing.T, n byte) {
	t.Helper()
	_, err := e.store.Commit(t.Context(), portstest.DecisionSet(portstest.SampleDecision("acme", n, portstest.Noon()), nil))
	require.NoError(t, err)
}

// decisionsCounted answers how many decisions the aggregates have.
func (e engine) decisionsCounted(t *testing.T) int64 {
	t.Helper()
	var count int64
	require.NoError(t, as(t, e.database.Worker).QueryRow(t.Context(),
		"SELECT coalesce(sum(count), 0)::bigint FROM tenant_stats_hourly WHERE measure = 'decisions'").Scan(&count))
	return count
}

// project steps until so many decisions are counted.
func (e engine) project(t *testing.T, step follow.Step, want int64) {
	t.Helper()
	require.Eventually(t, func() bool {
		_, err := step(t.Context())
		require.NoError(t, err)
		return e.decisionsCounted(t) >= want
	}, patience, time.Millisecond)
}

func TestAnEventIsCountedOnceAndItsCheckpointWithIt(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	projections := e.projections(t)
	e.made(t, 1)
	e.made(t, 11)
	var facts []stats.Fact
	var to event.Position
	require.Eventually(t, func() bool {
		var err error
		facts, to, err = projections.ReadEvents(t.Context(), event.Position{}, event.Last(), 10)
		require.NoError(t, err)
		return len(facts) == 2
	}, patience, time.Millisecond)
	added, err := stats.Count(facts)
	require.NoError(t, err)
	step := ports.ProjectionStep{Follower: follow.ProjectionTask, To: to, Added: added}
	require.NoError(t, projections.Apply(t.Context(), step))
	require.True(t, fault.Is(projections.Apply(t.Context(), step), fault.Stale), "another leader was faster")
	require.Equal(t, int64(2), e.decisionsCounted(t), "and nothing is counted twice")
	at, err := projections.ReadCheckpoint(t.Context(), follow.ProjectionTask)
	require.NoError(t, err)
	require.Equal(t, to, at)
	rest, same, err := projections.ReadEvents(t.Context(), to, event.Last(), 10)
	require.NoError(t, err)
	require.Empty(t, rest)
	require.Equal(t, to, same)
}

func TestAReadUpToAPositionStopsThere(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	projections := e.projections(t)
	e.made(t, 1)
	e.made(t, 11)
	var first event.Position
	require.Eventually(t, func() bool {
		facts, to, err := projections.ReadEvents(t.Context(), event.Position{}, event.Last(), 1)
		require.NoError(t, err)
		first = to
		return len(facts) == 1
	}, patience, time.Millisecond)
	require.Eventually(t, func() bool {
		facts, _, err := projections.ReadEvents(t.Context(), event.Position{}, event.Last(), 10)
		require.NoError(t, err)
		return len(facts) == 2
	}, patience, time.Millisecond)
	facts, to, err := projections.ReadEvents(t.Context(), event.Position{}, first, 10)
	require.NoError(t, err)
	require.Len(t, facts, 1)
	require.Equal(t, first, to)
}

func TestOfTwoProjectorsEachEventIsCountedByOne(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	const decisions = 40
	for n := range byte(decisions) {
		e.made(t, 1+5*n)
	}
	var both sync.WaitGroup
	for range 2 {
		projections := e.projections(t)
		step := follow.NewProjector(projections, projections).Step
		both.Go(func() {
			deadline := time.Now().Add(patience)
			for time.Now().Before(deadline) {
				if _, err := step(t.Context()); err != nil && !fault.Is(err, fault.Stale) {
					t.Errorf("step: %v", err)
					return
				}
				if e.decisionsCounted(t) >= decisions {
					return
				}
			}
		})
	}
	both.Wait()
	require.Equal(t, int64(decisions), e.decisionsCounted(t))
}

func TestTheProjectorNeverSkipsALateCommit(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	projections := e.projections(t)
	step := follow.NewProjector(projections, projections).Step
	e.made(t, 1)
	e.project(t, step, 1)
	commitLate := e.holdDecision(t)
	e.made(t, 11)
	e.made(t, 21)
	for range 3 {
		progress, err := step(t.Context())
		require.NoError(t, err)
		require.Zero(t, progress, "nothing passes a transaction that still runs")
	}
	commitLate()
	e.project(t, step, 4)
	require.Equal(t, int64(4), e.decisionsCounted(t))
}

// unsafeFeed reads what is committed, without the safe horizon.
type unsafeFeed struct {
	*postgres.Projections

	pool *pgxpool.Pool
}

func (f unsafeFeed) ReadEvents(
	ctx context.Context, after, _ event.Position, _ int,
) ([]stats.Fact, event.Position, error) {
	rows, err := f.pool.Query(ctx, `SELECT xid, number, tenant_id, name, occurred_at, body FROM events
		WHERE (xid, number) > ($1, $2) ORDER BY xid, number`, int64(after.Transaction), after.Number)
	if err != nil {
		return nil, after, err
	}
	var facts []stats.Fact
	var fact stats.Fact
	_, err = pgx.ForEachRow(rows, []any{&after.Transaction, &after.Number, &fact.TenantID, &fact.Name, &fact.At, &fact.Body}, func() error {
		facts = append(facts, fact)
		return nil
	})
	return facts, after, err
}

func TestWithoutTheSafeHorizonTheProjectorSkipsALateCommit(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	projections := e.projections(t)
	step := follow.NewProjector(unsafeFeed{projections, as(t, e.database.Worker)}, projections).Step
	commitLate := e.holdDecision(t)
	e.made(t, 11)
	e.project(t, step, 1)
	commitLate()
	for range 3 {
		_, err := step(t.Context())
		require.NoError(t, err)
	}
	require.Equal(t, int64(1), e.decisionsCounted(t), "the late one lies behind the checkpoint already")
}

// holdDecision inserts a decision's event in a transaction that is still running.
func (e engine) holdDecision(t *testing.T) (commit func()) {
	t.Helper()
	tx, err := as(t, e.database.API).Begin(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) })
	late := portstest.SampleID(90).String()
	for _, statement := range []string{
		"SELECT set_config('mmm.tenant_ids', '{acme}', true)",
		`INSERT INTO events (tenant_id, event_id, name, occurred_at, body)
			VALUES ('acme', '` + late + `', 'decision.made.v1', now(), '{"surface":"ide","decision_id":"` + late + `"}')`,
	} {
		_, err := tx.Exec(t.Context(), statement)
		require.NoError(t, err)
	}
	return func() { require.NoError(t, tx.Commit(t.Context())) }
}

// crashing fails after the store has done what it was asked, or before.
type crashing struct {
	ports.ProjectionStore

	after bool
	left  int
}

var errCrash = errors.New("crashed")

func (c *crashing) Apply(ctx context.Context, step ports.ProjectionStep) error {
	if c.left == 0 {
		return c.ProjectionStore.Apply(ctx, step)
	}
	c.left--
	if c.after {
		return errors.Join(c.ProjectionStore.Apply(ctx, step), errCrash)
	}
	return errCrash
}

func TestAProjectorThatCrashesCountsNothingTwiceAndLeavesNothingOut(t *testing.T) {
	t.Parallel()
	for name, after := range map[string]bool{"before the commit": false, "after the commit, before it knew": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEngine(t)
			projections := e.projections(t)
			step := follow.NewProjector(projections, &crashing{projections, after, 1}).Step
			e.made(t, 1)
			require.Eventually(t, func() bool {
				_, err := step(t.Context())
				return errors.Is(err, errCrash)
			}, patience, time.Millisecond)
			e.made(t, 11)
			e.project(t, step, 2)
			require.Equal(t, int64(2), e.decisionsCounted(t))
		})
	}
}

func TestTheLagIsTheAgeOfTheFirstEventThatIsNotCounted(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	projections := e.projections(t)
	behind, err := projections.ReadLag(t.Context(), event.Position{})
	require.NoError(t, err)
	require.Zero(t, behind, "of nothing")
	e.made(t, 1)
	behind, err = projections.ReadLag(t.Context(), event.Position{})
	require.NoError(t, err)
	require.InDelta(t, time.Since(portstest.Noon()), behind, float64(patience))
	e.project(t, follow.NewProjector(projections, projections).Step, 1)
	at, err := projections.ReadCheckpoint(t.Context(), follow.ProjectionTask)
	require.NoError(t, err)
	behind, err = projections.ReadLag(t.Context(), at)
	require.NoError(t, err)
	require.Zero(t, behind)
}

func TestTheActorsOfARowAreTheSmallestFive(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	projections := e.projections(t)
	step := follow.NewProjector(projections, projections).Step
	for n := range byte(7) {
		decided := portstest.SampleDecision("acme", 1+10*n, portstest.Noon())
		decided.ActorRef = portstest.SampleID(200 - n)
		_, err := e.store.Commit(t.Context(), portstest.DecisionSet(decided, nil))
		require.NoError(t, err)
		e.project(t, step, int64(n)+1) // a batch each, so that rows are merged by the database
	}
	var same bool
	require.NoError(t, as(t, e.database.Worker).QueryRow(t.Context(), `SELECT actors = $1::text[]::uuid[] FROM tenant_stats_daily
		WHERE measure = 'decisions'`, []string{
		portstest.SampleID(194).String(), portstest.SampleID(195).String(), portstest.SampleID(196).String(),
		portstest.SampleID(197).String(), portstest.SampleID(198).String(),
	}).Scan(&same))
	require.True(t, same)
}
