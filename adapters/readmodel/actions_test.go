package readmodel_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/adapters/readmodel"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// actionsOver is the views of actions over a database of the test's own.
func actionsOver(t *testing.T, database pgtest.Database) portstest.ActionsSubject {
	t.Helper()
	primary, err := pgpool.OpenPrimary(t.Context(), database.API, pgpool.Size{Max: 2})
	require.NoError(t, err)
	t.Cleanup(primary.Close)
	views := readmodel.NewViews(newReader(t, database.API), contractFollowers())
	return portstest.ActionsSubject{
		Store: postgres.NewStore(primary, nil), Views: views, Feed: views,
		Hold: func(t *testing.T, set ports.WriteSet) func() {
			t.Helper()
			return hold(t, primary, set)
		},
	}
}

// hold writes the set in a transaction that still runs: what enqueues its job, the
// last step before the commit, waits.
func hold(t *testing.T, primary pgpool.Primary, set ports.WriteSet) (commit func()) {
	t.Helper()
	written, release, committed := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	store := postgres.NewStore(primary, func(context.Context, pgx.Tx, []ports.Job, string) error {
		close(written)
		<-release
		return nil
	})
	set.Jobs = []ports.Job{ports.EvaluateSignal{}}
	go func() {
		_, err := store.Commit(context.WithoutCancel(t.Context()), set)
		committed <- err
	}()
	<-written
	return func() {
		close(release)
		require.NoError(t, <-committed)
	}
}

func TestActionsKeepTheContracts(t *testing.T) {
	t.Parallel()
	portstest.Actions(t, func(t *testing.T) portstest.ActionsSubject {
		t.Helper()
		return actionsOver(t, pgtest.New(t))
	})
}

// carelessly reads the deliveries committed behind a position, without the horizon.
func carelessly(t *testing.T, database pgtest.Database, after event.Position) (found int, to event.Position) {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), database.API)
	require.NoError(t, err)
	defer pool.Close()
	tx, err := pool.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(t.Context()) }()
	_, err = tx.Exec(t.Context(), "SELECT set_config('mmm.tenant_ids', '{acme}', true)")
	require.NoError(t, err)
	rows, err := tx.Query(t.Context(), "SELECT xid, number FROM deliveries WHERE (xid, number) > ($1, $2) ORDER BY xid, number",
		int64(after.Transaction), after.Number)
	require.NoError(t, err)
	var xid, number int64
	_, err = pgx.ForEachRow(rows, []any{&xid, &number}, func() error {
		found, after = found+1, event.Position{Transaction: uint64(xid), Number: number}
		return nil
	})
	require.NoError(t, err)
	return found, after
}

func TestWithoutTheHorizonALateActionIsSkipped(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	s := actionsOver(t, database)
	commit := s.Hold(t, portstest.PushedSet("acme", "ada", 1, portstest.Noon()))
	_, err := s.Store.Commit(t.Context(), portstest.PushedSet("acme", "ada", 2, portstest.Noon()))
	require.NoError(t, err)
	found, at := carelessly(t, database, event.Position{})
	require.Equal(t, 3, found, "one decision, on its way to three surfaces")
	commit()
	found, _ = carelessly(t, database, at)
	require.Zero(t, found, "the late one lies behind the position already")
}
