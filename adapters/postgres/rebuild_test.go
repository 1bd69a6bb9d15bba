package postgres_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/stats"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// varied commits decisions of several actors, hours and experiments, some with outcomes.
func (e engine) varied(t *testing.T, from, to byte) {
	t.Helper()
	for n := from; n < to; n++ {
		decided := portstest.SampleDecision("acme", 1+5*n, portstest.Noon().Add(time.Duration(n)*7*time.Hour))
		decided.ID = id.At(decided.CreatedAt, id.Entropy{9: n})
		decided.ActorRef = portstest.SampleID(200 + n%7)
		decided.Assignments = []decision.Assignment{{ExperimentID: id.UUID{5}, Variant: fmt.Sprint("v", n%2)}}
		set := portstest.DecisionSet(decided, nil)
		answered := outcome.Outcome{
			ID: id.UUID{1, n}, ReceiptID: portstest.SampleID(2 + 5*n), TenantID: "acme", DecisionID: decided.ID, ActionID: decided.Actions[0].ID,
			Result: outcome.Accepted, RecordedAt: decided.CreatedAt.Add(time.Hour),
		}
		set.Events = append(set.Events, answered.Event(id.At(answered.RecordedAt, id.Entropy{9: n}), decided, &decided.Actions[0]))
		_, err := e.store.Commit(t.Context(), set)
		require.NoError(t, err)
	}
}

// tables answers the rows in force of every aggregate, without their generation.
func (e engine) tables(t *testing.T) map[string][]string {
	t.Helper()
	rows := map[string][]string{}
	worker := as(t, e.database.Worker)
	for table, projection := range map[string]string{
		"tenant_stats_hourly": ports.TenantStats, "tenant_stats_daily": ports.TenantStats,
		"playbook_stats_hourly": ports.PlaybookStats, "playbook_stats_daily": ports.PlaybookStats,
		"experiment_stats": ports.ExperimentStats, "experiment_actors": ports.ExperimentStats,
	} {
		found, err := worker.Query(t.Context(), `SELECT (to_jsonb(s) - 'generation')::text FROM `+table+` AS s
			WHERE s.generation = (SELECT p.generation FROM projections AS p WHERE p.name = $1) ORDER BY 1`, projection)
		require.NoError(t, err)
		rows[table], err = pgx.CollectRows(found, pgx.RowTo[string])
		require.NoError(t, err)
	}
	return rows
}

func (e engine) caughtUp(t *testing.T, projections *postgres.Projections) {
	t.Helper()
	step := follow.NewProjector(projections, projections).Step
	require.Eventually(t, func() bool {
		_, err := step(t.Context())
		require.NoError(t, err)
		at, err := projections.ReadCheckpoint(t.Context(), follow.ProjectionTask)
		require.NoError(t, err)
		behind, err := projections.ReadLag(t.Context(), at)
		require.NoError(t, err)
		return behind == 0
	}, patience, time.Millisecond)
}

func (e engine) rebuild(t *testing.T) *postgres.Rebuild {
	t.Helper()
	return postgres.NewRebuild(as(t, e.database.Worker))
}

func untold(int64, int64) {}

func TestARebuildMakesTheSameTables(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	projections := e.projections(t)
	e.varied(t, 0, 10)
	e.caughtUp(t, projections) // in other batches than the rebuild's
	e.varied(t, 10, 20)
	e.caughtUp(t, projections)
	before := e.tables(t)
	require.NotEmpty(t, before["experiment_actors"])
	run(t, as(t, e.database.Worker), "UPDATE tenant_stats_hourly SET count = count + 7")
	run(t, as(t, e.database.Worker), "DELETE FROM experiment_actors WHERE variant = 'v1'")
	require.NotEqual(t, before, e.tables(t), "somebody spoilt them")
	var told []int64
	events, err := follow.NewRebuilder(projections, e.rebuild(t)).Rebuild(t.Context(), ports.ProjectionNames(),
		func(done, total int64) { told = append(told, done, total) })
	require.NoError(t, err)
	require.Equal(t, int64(40), events)
	require.Equal(t, []int64{40, 40}, told[len(told)-2:])
	require.Equal(t, before, e.tables(t))
	e.varied(t, 20, 22)
	e.caughtUp(t, projections)
	require.NotEqual(t, before, e.tables(t), "the projector goes on in the new rows")
	require.Zero(t, count(t, e, "tenant_stats_hourly WHERE generation = 1"), "the old ones are gone")
}

func count(t *testing.T, e engine, of string) int {
	t.Helper()
	var rows int
	require.NoError(t, as(t, e.database.Worker).QueryRow(t.Context(), "SELECT count(*) FROM "+of).Scan(&rows))
	return rows
}

// busyFeed commits more, and has the projector count it, at each read of the checkpoint.
type busyFeed struct {
	*postgres.Projections

	meanwhile func()
}

func (f busyFeed) ReadEvents(
	ctx context.Context, after, upTo event.Position, limit int,
) ([]stats.Fact, event.Position, error) {
	defer f.meanwhile()
	return f.Projections.ReadEvents(ctx, after, upTo, limit)
}

func TestARebuildCountsWhatIsCommittedMeanwhileOnce(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	projections := e.projections(t)
	e.varied(t, 0, 10)
	e.caughtUp(t, projections)
	next := byte(10)
	feed := busyFeed{projections, func() {
		if next < 15 {
			e.varied(t, next, next+1)
			e.caughtUp(t, projections)
			next++
		}
	}}
	events, err := follow.NewRebuilder(feed, e.rebuild(t)).Rebuild(t.Context(), ports.ProjectionNames(), untold)
	require.NoError(t, err)
	require.Equal(t, int64(30), events)
	online := e.tables(t)
	_, err = follow.NewRebuilder(projections, e.rebuild(t)).Rebuild(t.Context(), ports.ProjectionNames(), untold)
	require.NoError(t, err)
	require.Equal(t, e.tables(t), online, "as one that nobody disturbed")
}

func TestOneAggregateIsRebuiltAndTheOthersAreLeftAlone(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	projections := e.projections(t)
	e.varied(t, 0, 5)
	e.caughtUp(t, projections)
	before := e.tables(t)
	run(t, as(t, e.database.Worker), "UPDATE tenant_stats_daily SET count = 99")
	run(t, as(t, e.database.Worker), "UPDATE playbook_stats_daily SET count = 99")
	_, err := follow.NewRebuilder(projections, e.rebuild(t)).Rebuild(t.Context(), []string{ports.TenantStats}, untold)
	require.NoError(t, err)
	after := e.tables(t)
	require.Equal(t, before["tenant_stats_daily"], after["tenant_stats_daily"])
	require.NotEqual(t, before["playbook_stats_daily"], after["playbook_stats_daily"])
}

func TestWhatWasCountedOfEventsThatRetentionTookOutlivesARebuild(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	projections := e.projections(t)
	e.varied(t, 0, 20) // over six days
	e.caughtUp(t, projections)
	before := e.tables(t)
	floor := stats.Day(portstest.Noon()).AddDate(0, 0, 3).Format(time.RFC3339)
	outcomes := stats.Day(portstest.Noon()).AddDate(0, 0, 1).Format(time.RFC3339)
	run(t, as(t, e.database.Worker), "INSERT INTO retention_floors VALUES ('acme', '"+floor+"', '"+outcomes+"')")
	owner := as(t, e.database.Owner)
	run(t, owner, "ALTER TABLE events NO FORCE ROW LEVEL SECURITY")
	run(t, owner, "DELETE FROM events WHERE name LIKE 'decision.%' AND occurred_at < '"+floor+"' AND right(event_id::text, 1) <> '0'")
	run(t, owner, "DELETE FROM events WHERE name LIKE 'outcome.%' AND occurred_at < '"+outcomes+"'")
	events, err := follow.NewRebuilder(projections, e.rebuild(t)).Rebuild(t.Context(), ports.ProjectionNames(), untold)
	require.NoError(t, err)
	require.Less(t, events, int64(40))
	require.Equal(t, before, e.tables(t), "and what retention has not come to yet is not counted twice")
}

func TestARebuildThatWasGivenUpLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	projections, store := e.projections(t), e.rebuild(t)
	e.varied(t, 0, 5)
	e.caughtUp(t, projections)
	before := e.tables(t)
	given, err := store.BeginRebuild(t.Context(), ports.ProjectionNames())
	require.NoError(t, err)
	facts, at, err := projections.ReadEvents(t.Context(), event.Position{}, event.Last(), 100)
	require.NoError(t, err)
	added, err := stats.Count(facts)
	require.NoError(t, err)
	require.NoError(t, store.Build(t.Context(), ports.ProjectionNames(), given, added))
	require.Equal(t, before, e.tables(t), "nobody reads what is being built")

	next, err := store.BeginRebuild(t.Context(), ports.ProjectionNames())
	require.NoError(t, err)
	require.NoError(t, store.Build(t.Context(), ports.ProjectionNames(), given, added), "the first one is not dead after all")
	require.Zero(t, count(t, e, fmt.Sprint("tenant_stats_hourly WHERE generation = ", next)))
	err = store.FinishRebuild(t.Context(), ports.ProjectionNames(), given, follow.ProjectionTask, at)
	require.True(t, fault.Is(err, fault.Stale), "and cannot finish")
	require.Equal(t, before, e.tables(t))

	_, err = follow.NewRebuilder(projections, store).Rebuild(t.Context(), ports.ProjectionNames(), untold)
	require.NoError(t, err)
	require.Equal(t, before, e.tables(t))
	require.Len(t, before["tenant_stats_hourly"], count(t, e, "tenant_stats_hourly"), "rows of no other generation are left")
}

func TestARebuildOfNothingEnds(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	events, err := follow.NewRebuilder(e.projections(t), e.rebuild(t)).Rebuild(t.Context(), ports.ProjectionNames(), untold)
	require.NoError(t, err)
	require.Zero(t, events)
}
