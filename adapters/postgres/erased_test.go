package postgres_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/domain/erasure"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/outcome"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

func (e engine) erased(t *testing.T) *postgres.Erased {
	t.Helper()
	worker, err := pgpool.OpenWorker(t.Context(), e.database.Worker, pgpool.Size{Max: 2})
	require.NoError(t, err)
	t.Cleanup(worker.Close)
	return postgres.NewErased(worker)
}

func (e engine) commit(t *testing.T, set ports.WriteSet) {
	t.Helper()
	_, err := e.store.Commit(t.Context(), set)
	require.NoError(t, err)
}

// lived gives ada of the tenant a decision with an outcome, preferences, a signal and a key.
func (e engine) lived(t *testing.T, owner tenant.ID) {
	t.Helper()
	decided := portstest.SampleDecision(owner, 1, portstest.Noon())
	require.Equal(t, "ada", decided.Actor.ID)
	e.commit(t, portstest.DecisionSet(decided, portstest.SampleKey("k1")))
	e.commit(t, portstest.SampleOutcome(decided, outcome.Shown, 60))
	e.commit(t, portstest.PreferencesSet(owner, "ada", portstest.SamplePreferences(1)))
}

func sweep(t *testing.T, rows *postgres.Erased, e *erasure.Erasure) erasure.Removed {
	t.Helper()
	removed := erasure.Removed{}
	for _, part := range erasure.Parts() {
		for {
			gone, err := rows.Erase(t.Context(), e, part, 1)
			require.NoError(t, err, part)
			if gone == 0 {
				break
			}
			removed[part] += gone
		}
	}
	return removed
}

func TestAnErasureCountsWhatItRemovesAndLeavesOtherTenantsAlone(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	rows, owner := e.erased(t), as(t, e.database.Worker)
	for _, tenantID := range []tenant.ID{"acme", "beta"} {
		e.lived(t, tenantID)
	}
	asked := portstest.SampleErasure("acme", 100, "ada")
	e.commit(t, portstest.ErasureSet(asked))
	removed := sweep(t, rows, &asked)
	require.Equal(t, int64(1), removed[erasure.Decisions])
	require.Equal(t, int64(1), removed[erasure.Outcomes])
	require.Equal(t, int64(1), removed[erasure.Preferences])
	require.Empty(t, sweep(t, rows, &asked), "to repeat it is harmless")
	kept, err := e.reader.ReadErasure(t.Context(), "acme", asked.ID)
	require.NoError(t, err)
	require.Equal(t, removed, kept.Removed)
	require.NoError(t, rows.ForgetRef(t.Context(), &asked))
	for _, table := range []string{"decisions", "outcomes", "actor_preferences"} {
		require.Equal(t, []string{"beta"}, texts(t, owner, "SELECT tenant_id FROM "+table+" WHERE actor_id = 'ada'"), table)
	}
	require.Equal(t, []string{asked.Alias}, texts(t, owner, "SELECT actor_id FROM decisions WHERE tenant_id = 'acme'"))
}

// texts answers rows of one text.
func texts(t *testing.T, pool beginner, sql string) []string {
	t.Helper()
	tx, err := pool.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(t.Context()) }()
	rows, err := tx.Query(t.Context(), sql)
	require.NoError(t, err)
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return found
}

// Who wrote before the erasure was known, and has not committed, is waited for: what it
// writes is found then.
func TestAnErasureSettlesOnlyWhenNobodyWritesWhoDoesNotKnow(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	rows := e.erased(t)
	late, err := as(t, e.database.API).Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = late.Rollback(t.Context()) }()
	_, err = late.Exec(t.Context(), "SELECT set_config('mmm.tenant_ids', '{acme}', true), pg_current_xact_id()")
	require.NoError(t, err)

	asked := portstest.SampleErasure("acme", 100, "ada")
	e.commit(t, portstest.ErasureSet(asked))
	require.Empty(t, sweep(t, rows, &asked))
	noon := portstest.Noon()
	since, drained, err := rows.Settle(t.Context(), &asked, noon, false)
	require.NoError(t, err)
	require.Equal(t, noon, since)
	require.False(t, drained, "one that began before still runs")

	_, err = late.Exec(t.Context(), "INSERT INTO actor_preferences VALUES ('acme', 'ada', 1, '{}', now())")
	require.NoError(t, err)
	require.NoError(t, late.Commit(t.Context()))
	later := noon.Add(time.Minute)
	require.Eventually(t, func() bool { // others on the same server can hold the horizon back
		since, drained, err = rows.Settle(t.Context(), &asked, later, false)
		require.NoError(t, err)
		require.Equal(t, noon, since, "it is remembered since when")
		return drained
	}, 30*time.Second, 10*time.Millisecond)
	require.Equal(t, erasure.Removed{erasure.Preferences: 1}, sweep(t, rows, &asked))
	since, _, err = rows.Settle(t.Context(), &asked, later, true)
	require.NoError(t, err)
	require.Equal(t, later, since)
}

// The transaction has its number before it looks, so that one that began before the erasure
// and looks after it is refused.
func TestWhoLooksAfterAnErasureBeganIsRefusedWheneverItBegan(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.commit(t, portstest.ErasureSet(portstest.SampleErasure("acme", 100, "ada")))
	_, err := e.store.Commit(t.Context(), portstest.DecisionSet(portstest.SampleDecision("acme", 1, portstest.Noon()), nil))
	require.True(t, fault.Is(err, fault.Conflict), "%v", err)
	require.Empty(t, texts(t, as(t, e.database.Worker), "SELECT decision_id::text FROM decisions"))
}

func TestAWriteLooksForErasuresByTheirIndexAlone(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	tx, err := as(t, e.database.API).Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), "SELECT set_config('mmm.tenant_ids', '{acme}', true)")
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), `INSERT INTO erasures (tenant_id, erasure_id, actor_id, alias, state, reason, requested_by, admin_type, requested_at, ended_at)
		SELECT 'acme', gen_random_uuid(), CASE WHEN n % 10 = 0 THEN 'actor' || n END, 'x',
			CASE WHEN n % 10 = 0 THEN 'pending' ELSE 'completed' END, '', gen_random_uuid(), 'human', now(),
			CASE WHEN n % 10 > 0 THEN now() END FROM generate_series(1, 3000) AS n`)
	require.NoError(t, err)
	require.NoError(t, tx.Commit(t.Context()))
	run(t, as(t, e.database.Owner), "ANALYZE erasures")
	primary := primaryAt(t, e.database.API, 2)
	var sent []*pgx.QueuedQuery
	_, err = postgres.NewStore(recorder{primary, &sent}, enqueueInTable).Commit(t.Context(),
		portstest.PreferencesSet("acme", "grace", portstest.SamplePreferences(1)))
	require.NoError(t, err)
	looking := plan(t, primary, sent[1].SQL, sent[1].Arguments...)
	require.Contains(t, looking, "erasures_pending")
	require.NotContains(t, looking, "Seq Scan on")
}
