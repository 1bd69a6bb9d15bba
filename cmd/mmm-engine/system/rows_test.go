package system_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// rows asks the database past every policy. Each row has one column.
func rows[T any](tb testing.TB, s *stack, sql string, arguments ...any) []T {
	tb.Helper()
	connection, err := pgx.Connect(tb.Context(), s.superuser(tb))
	require.NoError(tb, err)
	defer func() { _ = connection.Close(tb.Context()) }()
	found, err := connection.Query(tb.Context(), sql, arguments...)
	require.NoError(tb, err)
	values, err := pgx.CollectRows(found, pgx.RowTo[T])
	require.NoError(tb, err)
	return values
}

// count answers how many rows of a table the tenant has.
func (r renter) count(tb testing.TB, table string) int {
	tb.Helper()
	return rows[int](tb, r.stack, "SELECT count(*)::int FROM "+table+" WHERE tenant_id = $1", r.id)[0]
}

// written are the tables that a decision, and what becomes of it, may write to.
func written() []string {
	return []string{
		"decisions", "receipts", "events", "signals", "signal_decisions", "idempotency", "actor_refs", "outcomes", "feedback",
		"actor_preferences", "replays", "approvals",
	}
}

func (r renter) counts(tb testing.TB) map[string]int {
	tb.Helper()
	all := map[string]int{}
	for _, table := range written() {
		all[table] = r.count(tb, table)
	}
	return all
}
