package postgres_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
	"github.com/mmm-engine/mmm-engine/ports"
)

// patience is for what happens elsewhere, soon.
const patience = 20 * time.Second

// warm answers a store behind a proxy, whose one connection has prepared the
// statements of a decision.
func warm(t *testing.T, database pgtest.Database) (*proxy, *postgres.Store) {
	t.Helper()
	proxy, api := newProxy(t, database.API)
	store := postgres.NewStore(primaryAt(t, api, 1), nil)
	_, err := store.Commit(t.Context(), decisionSet(0))
	require.NoError(t, err)
	return proxy, store
}

func TestACommitWhoseAnswerIsLostIsUnavailableAndTheKeyAnswersIt(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	proxy, store := warm(t, database)
	reader := postgres.NewReader(primaryAt(t, database.API, 1))
	set := decisionSet(10)
	proxy.swallow.Store(true)
	_, err := store.Commit(t.Context(), set)
	require.Equal(t, fault.Unavailable, fault.Of(err), "%v", err)

	inputs, err := reader.ReadDecisionInputs(t.Context(), queryOf(set))
	require.NoError(t, err)
	require.Equal(t, set.Decision.Decision, inputs.Keyed)
	require.Equal(t, set.Decision.Decision, inputs.Repeated)
	_, err = store.Commit(t.Context(), set)
	require.Equal(t, fault.Stale, fault.Of(err), "repeating it finds it done")
}

func TestACommitThatWasCutAnywhereLeavesNothing(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	proxy, store := warm(t, database)
	reader := postgres.NewReader(primaryAt(t, database.API, 1))
	// How many bytes a warm commit takes.
	proxy.budget.Store(math.MaxInt64)
	_, err := store.Commit(t.Context(), decisionSet(10))
	require.NoError(t, err)
	total := math.MaxInt64 - proxy.budget.Load()

	for n, cut := range []int64{1, total / 4, total / 2, 3 * total / 4, total - 1} {
		proxy.budget.Store(-1)
		_, err := store.Commit(t.Context(), decisionSet(byte(100+10*n))) // connect and prepare anew
		require.NoError(t, err)

		set := decisionSet(byte(20 + 10*n))
		proxy.budget.Store(cut)
		_, err = store.Commit(t.Context(), set)
		require.Equal(t, fault.Unavailable, fault.Of(err), "%v", err)
		inputs, err := reader.ReadDecisionInputs(t.Context(), queryOf(set))
		require.NoError(t, err)
		require.Equal(t, ports.DecisionInputs{Policy: inputs.Policy, Snapshot: inputs.Snapshot}, inputs, "cut after %d of %d bytes", cut, total)
	}
}

func TestACommitWithJobsWhoseAnswerIsLostIsUnavailableAndTheKeyAnswersIt(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	proxy, api := newProxy(t, database.API)
	store := postgres.NewStore(primaryAt(t, api, 1), func(context.Context, pgx.Tx, []ports.Job, string) error {
		proxy.swallow.Store(true) // COMMIT comes next
		return nil
	})
	set := decisionSet(10)
	set.Jobs = []ports.Job{ports.EvaluateSignal{}}
	_, err := store.Commit(t.Context(), set)
	require.Equal(t, fault.Unavailable, fault.Of(err), "%v", err)
	inputs, err := postgres.NewReader(primaryAt(t, database.API, 1)).ReadDecisionInputs(t.Context(), queryOf(set))
	require.NoError(t, err)
	require.Equal(t, set.Decision.Decision, inputs.Keyed)
}

func TestJobsThatCannotBeEnqueuedTakeTheSetWithThem(t *testing.T) {
	t.Parallel()
	e, broken := newEngine(t), errors.New("no such queue")
	store := postgres.NewStore(primaryAt(t, e.database.API, 1), func(context.Context, pgx.Tx, []ports.Job, string) error { return broken })
	set := decisionSet(10)
	set.Jobs = []ports.Job{ports.EvaluateSignal{}}
	_, err := store.Commit(t.Context(), set)
	require.ErrorIs(t, err, broken)
	inputs, err := e.reader.ReadDecisionInputs(t.Context(), queryOf(set))
	require.NoError(t, err)
	require.Equal(t, ports.DecisionInputs{Policy: inputs.Policy, Snapshot: inputs.Snapshot}, inputs)
}

func TestARefusalAtTheCommitItselfIsNotLost(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	owner := as(t, e.database.Owner)
	for state, kind := range map[string]fault.Kind{"40001": fault.Unavailable, "23514": fault.Internal} {
		run(t, owner, `CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
			$$ BEGIN RAISE EXCEPTION 'refused at commit' USING ERRCODE = '`+state+`'; END $$`)
		run(t, owner, `DROP TRIGGER IF EXISTS refuse ON actor_refs`)
		run(t, owner, `CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON actor_refs
			DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()`)
		set := decisionSet(10)
		_, err := e.store.Commit(t.Context(), set)
		require.ErrorContains(t, err, "refused at commit")
		require.Equal(t, kind, fault.Of(err))
		inputs, err := e.reader.ReadDecisionInputs(t.Context(), queryOf(set))
		require.NoError(t, err)
		require.Nil(t, inputs.Keyed)
	}
}

func TestADatabaseThatIsDownIsUnavailable(t *testing.T) {
	t.Parallel()
	proxy, api := newProxy(t, pgtest.New(t).API)
	primary := primaryAt(t, api, 2)
	store, reader := postgres.NewStore(primary, enqueueInTable), postgres.NewReader(primary)
	_, err := store.Commit(t.Context(), decisionSet(0))
	require.NoError(t, err)
	proxy.close()

	set := decisionSet(10)
	_, failures := reader.ReadDecisionInputs(t.Context(), queryOf(set))
	errs := map[string]error{"read": failures}
	_, errs["commit"] = store.Commit(t.Context(), set)
	set.Jobs = []ports.Job{ports.EvaluateSignal{}}
	_, errs["commit with jobs"] = store.Commit(t.Context(), set)
	_, errs["read playbook"] = reader.ReadPlaybook(t.Context(), "acme", set.Decision.Decision.ID)
	_, errs["read signal"] = reader.ReadSignal(t.Context(), "acme", "s1")
	_, errs["read secret"] = reader.ReadGitHubSecret(t.Context(), "acme")
	for name, err := range errs {
		require.Equal(t, fault.Unavailable, fault.Of(err), "%s: %v", name, err)
	}
}

func TestTheFollowersDatabaseThatIsDownIsUnavailable(t *testing.T) {
	t.Parallel()
	chain := postgres.NewChain(primaryAt(t, "postgres://mmm_worker@127.0.0.1:1/none?sslmode=disable", 1))
	errs := map[string]error{}
	_, errs["checkpoint"] = chain.ReadCheckpoint(t.Context(), "sealing")
	_, errs["heads"] = chain.ReadHeads(t.Context(), nil)
	_, errs["waiting"] = chain.ReadWaiting(t.Context(), "", 1, 1)
	errs["append"] = chain.Append(t.Context(), ports.ChainSegment{})
	errs["mark"] = chain.MarkEmitted(t.Context(), ports.EmissionProgress{})
	for name, err := range errs {
		require.Equal(t, fault.Unavailable, fault.Of(err), "%s: %v", name, err)
	}
}
