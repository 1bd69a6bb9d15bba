package postgres_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// feedReader goes through the feed page by page.
type feedReader func(after event.Position) ([]id.UUID, event.Position)

func (e engine) feed(t *testing.T) feedReader {
	t.Helper()
	return func(after event.Position) ([]id.UUID, event.Position) {
		fed, to, err := e.chain.ReadReceipts(t.Context(), after, 10)
		require.NoError(t, err)
		var ids []id.UUID
		for _, receipt := range fed {
			ids = append(ids, receipt.ID)
		}
		return ids, to
	}
}

// carelessFeed reads what is committed, without the safe horizon.
func carelessFeed(t *testing.T, worker *pgxpool.Pool) feedReader {
	t.Helper()
	return func(after event.Position) ([]id.UUID, event.Position) {
		rows, err := worker.Query(t.Context(), `SELECT xid, number, receipt_id FROM events
			WHERE (xid, number) > ($1, $2) ORDER BY xid, number`, int64(after.Transaction), after.Number)
		require.NoError(t, err)
		var ids []id.UUID
		var xid, number int64
		var receiptID id.UUID
		_, err = pgx.ForEachRow(rows, []any{&xid, &number, &receiptID}, func() error {
			ids, after = append(ids, receiptID), event.Position{Transaction: uint64(xid), Number: number}
			return nil
		})
		require.NoError(t, err)
		return ids, after
	}
}

// drain reads until so many receipts came, for as long as patience lasts: others
// on the same server hold its horizon back too.
func drain(t *testing.T, read feedReader, after event.Position, want int) ([]id.UUID, event.Position) {
	t.Helper()
	var all []id.UUID
	require.Eventually(t, func() bool {
		ids, to := read(after)
		all, after = append(all, ids...), to
		return len(all) >= want
	}, patience, time.Millisecond)
	return all, after
}

// holdOpen inserts the receipt's event in a transaction that is still running.
func (e engine) holdOpen(t *testing.T, receipt ports.Receipt) (commit func()) {
	t.Helper()
	tx, err := as(t, e.database.API).Begin(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { _ = tx.Rollback(t.Context()) })
	for _, statement := range []string{
		"SELECT set_config('mmm.tenant_ids', '{acme}', true)",
		"INSERT INTO receipts (tenant_id, receipt_id, created_at, body) VALUES ('acme', '" + receipt.ID.String() + "', now(), '{}')",
		`INSERT INTO events (tenant_id, event_id, name, occurred_at, receipt_id, body)
			VALUES ('acme', '` + receipt.ID.String() + "', 'x', now(), '" + receipt.ID.String() + "', '{}')",
	} {
		_, err := tx.Exec(t.Context(), statement)
		require.NoError(t, err)
	}
	return func() { require.NoError(t, tx.Commit(t.Context())) }
}

func receiptOf(n byte) ports.Receipt { return ports.Receipt{ID: portstest.SampleID(n), Body: "{}"} }

func TestTheFeedNeverSkipsALateCommit(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	read := e.feed(t)
	e.commitReceipts(t, "acme", receiptOf(1))
	before, at := drain(t, read, event.Position{}, 1)
	commitLate := e.holdOpen(t, receiptOf(2))
	e.commitReceipts(t, "acme", receiptOf(3))
	e.commitReceipts(t, "beta", receiptOf(4))
	for range 3 {
		ids, to := read(at)
		require.Empty(t, ids, "nothing passes a transaction that still runs")
		require.Equal(t, at, to)
	}
	commitLate()
	after, _ := drain(t, read, at, 3)
	require.Equal(t, []id.UUID{receiptOf(1).ID, receiptOf(2).ID, receiptOf(3).ID, receiptOf(4).ID}, append(before, after...))
}

func TestWithoutTheSafeHorizonALateCommitIsSkipped(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	read := carelessFeed(t, as(t, e.database.Worker))
	commitLate := e.holdOpen(t, receiptOf(2))
	e.commitReceipts(t, "acme", receiptOf(3))
	ids, at := read(event.Position{})
	require.Equal(t, []id.UUID{receiptOf(3).ID}, ids)
	commitLate()
	ids, _ = read(at)
	require.Empty(t, ids, "the late one lies behind the position already")
}
