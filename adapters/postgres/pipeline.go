// Package postgres is the write side: it commits write sets, reads what commands
// need and keeps the receipt chain (architecture.md, Storage).
package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// pipeline lets generated batch queries share one round trip: each call only
// queues, and run sends them all. PostgreSQL takes what lies before one Sync as
// one transaction, so that a pipeline is all or nothing without BEGIN and COMMIT.
//
// Results are read in the order of the calls.
type pipeline struct {
	batch   pgx.Batch
	results pgx.BatchResults
}

// sender is a pool, a connection or a transaction.
type sender interface {
	SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults
}

// run sends what was queued, lets read take the results it wants, and answers the
// first error of any statement.
func (p *pipeline) run(ctx context.Context, to sender, read func()) error {
	p.results = to.SendBatch(ctx, &p.batch)
	if read != nil {
		read()
	}
	return p.results.Close() //nolint:wrapcheck // translate wraps it, once
}

// SendBatch implements writedb.DBTX by queueing.
func (p *pipeline) SendBatch(_ context.Context, batch *pgx.Batch) pgx.BatchResults {
	for _, query := range batch.QueuedQueries {
		p.batch.Queue(query.SQL, query.Arguments...)
	}
	return queued{p}
}

// queued reads its part of the results once the pipeline has run.
type queued struct{ pipeline *pipeline }

// Exec implements pgx.BatchResults.
func (q queued) Exec() (pgconn.CommandTag, error) {
	return q.pipeline.results.Exec() //nolint:wrapcheck // translate wraps it, once
}

// Query implements pgx.BatchResults.
func (q queued) Query() (pgx.Rows, error) {
	return q.pipeline.results.Query() //nolint:wrapcheck // translate wraps it, once
}

// QueryRow implements pgx.BatchResults.
func (q queued) QueryRow() pgx.Row { return q.pipeline.results.QueryRow() }

// Tx implements pgx.BatchResults; a pipeline begins none.
func (q queued) Tx() pgx.Tx { return nil }

// Close leaves the results open for the queries behind this one.
func (q queued) Close() error { return nil }

var errNotPipelined = errors.New("postgres: only batch queries can be pipelined")

// Exec implements writedb.DBTX; a query that is not a batch query has no place in
// a pipeline.
func (p *pipeline) Exec(context.Context, string, ...any) (pgconn.CommandTag, error) {
	return pgconn.CommandTag{}, errNotPipelined
}

// Query implements writedb.DBTX like Exec.
func (p *pipeline) Query(context.Context, string, ...any) (pgx.Rows, error) {
	return nil, errNotPipelined
}

// QueryRow implements writedb.DBTX like Exec.
func (p *pipeline) QueryRow(context.Context, string, ...any) pgx.Row { return failedRow{} }

type failedRow struct{}

func (failedRow) Scan(...any) error { return errNotPipelined }
