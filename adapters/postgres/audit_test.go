package postgres_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/application/follow"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/infrastructure/clock"
	"github.com/mmm-engine/mmm-engine/ports"
)

func (e engine) audit(t *testing.T) *postgres.Audit {
	t.Helper()
	return postgres.NewAudit(as(t, e.database.Worker), clock.New())
}

// audited commits an entry of that action.
func (e engine) audited(t *testing.T, owner tenant.ID, action string) {
	t.Helper()
	e.commit(t, ports.WriteSet{TenantID: owner, At: time.Now().Add(-time.Hour), Audit: []ports.AuditEntry{
		{AdminID: "kim", Action: action, Resource: "policy/x", After: canonical.Object{}, TraceID: "t"},
	}})
}

// running is a transaction of ours that is not over.
func (e engine) running(t *testing.T) pgx.Tx {
	t.Helper()
	tx, err := as(t, e.database.API).Begin(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { _ = tx.Rollback(t.Context()) })
	exec(t, tx, "SELECT set_config('mmm.tenant_ids', '{acme}', true)")
	return tx
}

func exec(t *testing.T, tx pgx.Tx, sql string) {
	t.Helper()
	_, err := tx.Exec(t.Context(), sql)
	require.NoError(t, err)
}

const insertEntry = `INSERT INTO audit_entries (tenant_id, at, admin_id, action, resource, trace_id)
	VALUES ('acme', now(), 'kim', 'late', 'policy/x', '')`

// auditReader goes through the entries page by page.
type auditReader func(after event.Position) ([]string, event.Position)

func reading(t *testing.T, feed *postgres.Audit) auditReader {
	t.Helper()
	return func(after event.Position) ([]string, event.Position) {
		entries, err := feed.ReadAudit(t.Context(), after, 2)
		require.NoError(t, err)
		var actions []string
		for _, entry := range entries {
			require.Greater(t, entry.EntryID, after.Number, "in the order of ids")
			actions, after = append(actions, entry.Action), event.Position{Number: entry.EntryID}
		}
		return actions, after
	}
}

// carelessly reads what is committed, whoever still runs.
func carelessly(t *testing.T, worker *pgxpool.Pool) auditReader {
	t.Helper()
	return func(after event.Position) ([]string, event.Position) {
		rows, err := worker.Query(t.Context(), "SELECT entry_id, action FROM audit_entries WHERE entry_id > $1 ORDER BY 1", after.Number)
		require.NoError(t, err)
		var actions []string
		var id int64
		var action string
		_, err = pgx.ForEachRow(rows, []any{&id, &action}, func() error {
			actions, after = append(actions, action), event.Position{Number: id}
			return nil
		})
		require.NoError(t, err)
		return actions, after
	}
}

// readUntil reads until so many entries came: others on the same server hold them up too.
func readUntil(t *testing.T, read auditReader, after event.Position, want int) ([]string, event.Position) {
	t.Helper()
	var all []string
	require.Eventually(t, func() bool {
		actions, to := read(after)
		all, after = append(all, actions...), to
		return len(all) >= want
	}, patience, time.Millisecond)
	return all, after
}

func TestTheAuditFeedNeverSkipsALateCommit(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	read := reading(t, e.audit(t))
	e.audited(t, "acme", "first")
	first, at := readUntil(t, read, event.Position{}, 1)
	late := e.running(t)
	exec(t, late, insertEntry)
	e.audited(t, "acme", "third")
	e.audited(t, "beta", "fourth")
	for range 3 {
		actions, to := read(at)
		require.Empty(t, actions, "nothing passes an entry that may still come")
		require.Equal(t, at, to)
	}
	require.NoError(t, late.Commit(t.Context()))
	rest, _ := readUntil(t, read, at, 3)
	require.Equal(t, []string{"first", "late", "third", "fourth"}, append(first, rest...))
}

func TestWithoutWaitingALateAuditEntryIsSkipped(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	read := carelessly(t, as(t, e.database.Worker))
	late := e.running(t)
	exec(t, late, insertEntry)
	e.audited(t, "acme", "second")
	actions, at := read(event.Position{})
	require.Equal(t, []string{"second"}, actions)
	require.NoError(t, late.Commit(t.Context()))
	actions, _ = read(at)
	require.Empty(t, actions, "the late one lies behind the position already")
}

func TestTheAuditFeedGoesByIDsWhoeverBeganFirst(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	read := reading(t, e.audit(t))
	early := e.running(t)
	exec(t, early, "SELECT pg_current_xact_id()")
	e.audited(t, "acme", "first")
	exec(t, early, insertEntry)
	e.audited(t, "acme", "third")
	require.NoError(t, early.Commit(t.Context()))
	actions, _ := readUntil(t, read, event.Position{}, 3)
	require.Equal(t, []string{"first", "late", "third"}, actions)
}

func TestWhatRollsBackHoldsTheAuditFeedUpNoLonger(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	undone := e.running(t)
	exec(t, undone, insertEntry)
	e.audited(t, "acme", "second")
	require.NoError(t, undone.Rollback(t.Context()))
	actions, _ := readUntil(t, reading(t, e.audit(t)), event.Position{}, 1)
	require.Equal(t, []string{"second"}, actions)
}

// Columns are filled in together with the id: who has no number by then has none when the
// id is taken either. Now and then a sequence takes a number of its own accord.
func TestATransactionHasItsNumberBeforeItsEntryHasAnID(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	for range 5 {
		require.True(t, e.numbered(t))
	}
	run(t, as(t, e.database.Owner), "DROP TRIGGER number_before_ids ON audit_entries")
	require.Eventually(t, func() bool { return !e.numbered(t) }, patience, time.Millisecond, "it takes the trigger")
}

// numbered reports whether a transaction that does nothing but to insert an entry, and is
// undone, has its number when the entry has its id.
func (e engine) numbered(t *testing.T) (had bool) {
	t.Helper()
	tx := e.running(t)
	require.NoError(t, tx.QueryRow(t.Context(), `INSERT INTO audit_entries (tenant_id, at, admin_id, action, resource, trace_id)
		VALUES ('acme', now(), coalesce(pg_current_xact_id_if_assigned()::text, ''), 'x', 'policy/x', '') RETURNING admin_id <> ''`).Scan(&had))
	require.NoError(t, tx.Rollback(t.Context()))
	return had
}

func TestTheAuditFeedHasTheWholeEntryAndSaysHowFarItIsBehind(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	feed := e.audit(t)
	e.audited(t, "acme", "policy.update")
	lag, err := feed.ReadLag(t.Context(), event.Position{})
	require.NoError(t, err)
	require.InDelta(t, time.Hour, lag, float64(patience))
	var entries []ports.FedAudit
	require.Eventually(t, func() bool {
		entries, err = feed.ReadAudit(t.Context(), event.Position{}, 2)
		return err == nil && len(entries) == 1
	}, patience, time.Millisecond)
	place := entries[0].AuditPlace
	require.WithinDuration(t, time.Now().Add(-time.Hour), place.At, patience)
	require.Equal(t, ports.FedAudit{TenantID: "acme", AuditRecord: ports.AuditRecord{
		AuditPlace: place, AdminID: "kim", Action: "policy.update", Resource: "policy/x", After: "{}", TraceID: "t",
	}}, entries[0])
	lag, err = feed.ReadLag(t.Context(), event.Position{Number: place.EntryID})
	require.NoError(t, err)
	require.Zero(t, lag)
}

func TestTheCheckpointOfTheAuditLogMovesFromWhereItIs(t *testing.T) {
	t.Parallel()
	feed := newEngine(t).audit(t)
	one, two := event.Position{Number: 1}, event.Position{Number: 2}
	require.NoError(t, feed.MoveCheckpoint(t.Context(), follow.AuditTask, event.Position{}, one))
	require.True(t, fault.Is(feed.MoveCheckpoint(t.Context(), follow.AuditTask, event.Position{}, two), fault.Stale))
	require.NoError(t, feed.MoveCheckpoint(t.Context(), follow.AuditTask, one, two))
	at, err := feed.ReadCheckpoint(t.Context(), follow.AuditTask)
	require.NoError(t, err)
	require.Equal(t, two, at)
}
