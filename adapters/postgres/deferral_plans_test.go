package postgres_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/postgres"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// waitFor gives a tenant enough that waits, and enough digests, for the planner to care.
func waitFor(t *testing.T, database pgtest.Database) {
	t.Helper()
	const rows = " FROM generate_series(1, 3000) AS n"
	tx, err := as(t, database.API).Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	for _, statement := range []string{
		"SELECT set_config('mmm.tenant_ids', '{acme}', true)",
		"INSERT INTO deferrals SELECT 'acme', gen_random_uuid(), 'actor' || n % 100, 'actor:' || n % 100, 'ci', true, now(), localtimestamp, NULL" + rows,
		"INSERT INTO digests SELECT 'acme', gen_random_uuid(), 'a', 'actor:' || n % 100, 'ci', now() + n * interval '1 hour', '{}'" + rows,
	} {
		_, err := tx.Exec(t.Context(), statement)
		require.NoError(t, err, statement)
	}
	require.NoError(t, tx.Commit(t.Context()))
	run(t, as(t, database.Owner), "ANALYZE deferrals, digests")
}

func TestAReleaseReadsByIndexesAlone(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	primary := primaryAt(t, database.API, 2)
	populate(t, database)
	waitFor(t, database)
	var sent []*pgx.QueuedQuery
	reader := postgres.NewReader(recorder{primary, &sent})
	_, _ = reader.ReadWaiting(t.Context(), "acme", portstest.SampleID(1), portstest.Morning())
	_, _ = reader.ReadDigest(t.Context(), "acme", portstest.SampleID(1), "here")
	require.Len(t, sent, 4, "each a tenant's setting and one read")
	for _, query := range sent {
		require.NotContains(t, plan(t, primary, query.SQL, query.Arguments...), "Seq Scan on")
	}
	waiting := plan(t, primary, sent[1].SQL, sent[1].Arguments...)
	requireSought(t, waiting, "delivery_id", "subject", "until", "decision_id", "actor_id")
	require.NotContains(t, waiting, "Sort", "the last digest is the last of its index")
	requireSought(t, plan(t, primary, sent[3].SQL, sent[3].Arguments...), "digest_id", "decision_id", "receiver")
}
