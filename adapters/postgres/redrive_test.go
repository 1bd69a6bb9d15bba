package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
	"github.com/mmm-engine/mmm-engine/ports"
)

// workerRecorder keeps what followers send, in batches or alone.
type workerRecorder struct {
	pgpool.Worker

	sent *[]*pgx.QueuedQuery
}

func (w workerRecorder) Query(ctx context.Context, sql string, arguments ...any) (pgx.Rows, error) {
	*w.sent = append(*w.sent, &pgx.QueuedQuery{SQL: sql, Arguments: arguments})
	return w.Worker.Query(ctx, sql, arguments...)
}

func (w workerRecorder) SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults {
	*w.sent = append(*w.sent, batch.QueuedQueries...)
	return w.Worker.SendBatch(ctx, batch)
}

// refuse gives two tenants 3,000 refused receipts each, of which every second was
// redriven and every fourth taken after all.
func refuse(t *testing.T, database pgtest.Database) {
	t.Helper()
	run(t, as(t, database.Worker), `INSERT INTO receipt_failures
		SELECT owner, n, gen_random_uuid(), '', now(), CASE WHEN n % 2 = 0 THEN now() END, CASE WHEN n % 4 = 0 THEN now() END
		FROM generate_series(1, 3000) AS n, unnest(ARRAY['acme', 'beta']) AS owner`)
}

func TestRefusedReceiptsAreFoundByIndexesAlone(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	refuse(t, database)
	primary := primaryAt(t, database.API, 2)
	worker, err := pgpool.OpenWorker(t.Context(), database.Worker, pgpool.Size{Max: 2})
	require.NoError(t, err)
	t.Cleanup(worker.Close)
	var asked, followed []*pgx.QueuedQuery
	reader, chain := postgres.NewReader(recorder{primary, &asked}), postgres.NewChain(workerRecorder{worker, &followed})
	for _, analyzed := range []bool{false, true} {
		if analyzed {
			run(t, as(t, database.Owner), "ANALYZE receipt_failures")
		}
		asked, followed = nil, nil
		found, err := reader.ReadRefused(t.Context(), "acme", ports.Span{From: time.Unix(0, 0)}, 100)
		require.NoError(t, err)
		require.Len(t, found, 100)
		refused := plan(t, primary, asked[1].SQL, asked[1].Arguments...)
		require.NotContains(t, refused, "Seq Scan on")
		require.Contains(t, refused, "receipt_failures_failed", "those that were redriven are not gone through")

		_, err = chain.ReadRequeued(t.Context(), "", 64, 100)
		require.NoError(t, err)
		requeued := plan(t, worker, followed[0].SQL, followed[0].Arguments...)
		require.NotContains(t, requeued, "Seq Scan on")
		require.Contains(t, requeued, "receipt_failures_requeued")
		require.NotContains(t, requeued, "receipt_failures_pkey", "nor is what was taken")

		err = chain.MarkRedriven(t.Context(), ports.RedriveProgress{
			TenantID: "acme", At: time.Unix(1, 0), Verdicts: []ports.RedriveVerdict{
				{Sequence: 2, RequeuedAt: time.Unix(0, 0)}, {Sequence: 6, RequeuedAt: time.Unix(0, 0), Accepted: true},
			},
		})
		require.Equal(t, fault.Stale, fault.Of(err))
		require.Len(t, followed, 3)
		for _, verdict := range followed[1:] {
			requireSought(t, plan(t, worker, verdict.SQL, verdict.Arguments...), "tenant_id =", "sequence =")
		}
	}
}
