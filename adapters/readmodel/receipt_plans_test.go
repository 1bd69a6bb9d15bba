package readmodel_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel"
	"github.com/mmm-engine/mmm-engine/domain/receipt"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
	"github.com/mmm-engine/mmm-engine/ports"
)

// populate gives two tenants thirty receipts a scale each, of which one is pending and
// one was never sent; of the others three were refused, three redriven, three taken
// after all.
func populate(t *testing.T, database pgtest.Database, scale int) {
	t.Helper()
	rows := fmt.Sprintf(" FROM generate_series(1, 30 * %d) AS n, unnest(ARRAY['acme', 'beta']) AS owner", scale)
	const ids = "overlay(uuid_floor('2026-03-04')::text PLACING lpad(to_hex(n), 12, '0') FROM 25)::uuid"
	as(t, database.API, "SELECT set_config('mmm.tenant_ids', '{acme,beta}', true)",
		"INSERT INTO receipts SELECT owner, "+ids+", now(), '{}'"+rows,
		"INSERT INTO events SELECT owner, "+ids+", n AS xid, n AS number, 'x', now(), "+ids+", '{}'"+rows)
	as(t, database.Worker,
		fmt.Sprintf("INSERT INTO checkpoints VALUES ('sealing', 29 * %d, 29 * %[1]d)", scale),
		fmt.Sprintf("INSERT INTO chain_heads SELECT unnest(ARRAY['acme', 'beta']), 29 * %d, '', 28 * %[1]d", scale),
		fmt.Sprintf("INSERT INTO receipt_chain SELECT owner, n, "+ids+", '', '', '', '', now()"+rows+" WHERE n <= 29 * %d", scale),
		fmt.Sprintf(`INSERT INTO receipt_failures SELECT owner, n, `+ids+`, '', now(), CASE WHEN n > 3 * %d THEN now() END,
			CASE WHEN n > 6 * %[1]d THEN now() END`+rows+" WHERE n <= 9 * %[1]d", scale))
}

// as runs statements as the role of the URL, in one transaction.
func as(t *testing.T, url string, statements ...string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	require.NoError(t, pgx.BeginFunc(t.Context(), conn, func(tx pgx.Tx) error {
		for _, statement := range statements {
			if _, err := tx.Exec(t.Context(), statement); err != nil {
				return err
			}
		}
		return nil
	}))
}

// explained answers how the database would answer what was asked, as the tenant acme.
func explained(t *testing.T, reader pgpool.Reader, query asked) string {
	t.Helper()
	var plan string
	require.NoError(t, pgx.BeginFunc(t.Context(), reader, func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), "SELECT set_config('mmm.tenant_ids', '{acme}', true)"); err != nil {
			return err
		}
		rows, err := tx.Query(t.Context(), "EXPLAIN "+query.sql, query.arguments...)
		if err != nil {
			return err
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		plan = strings.Join(lines, "\n")
		return err
	}))
	return plan
}

// sought answers the conditions that a plan looks up in indexes.
func sought(plan string) []string {
	var conditions []string
	for line := range strings.Lines(plan) {
		if strings.Contains(line, "Index Cond:") {
			conditions = append(conditions, line)
		}
	}
	return conditions
}

// A list of any state costs what its page costs, not what the table holds: rows are
// sought by the column that the list goes by, and come in its order. A plan may be
// made while a table is small and no statistics are there, and kept.
func TestReceiptsOfAnyStateAreListedByAnIndexInItsOrder(t *testing.T) {
	t.Parallel()
	t.Run("small and unknown to the planner", func(t *testing.T) {
		t.Parallel()
		database := pgtest.New(t)
		populate(t, database, 1)
		requireIndexedLists(t, newReader(t, database.API), 1)
	})
	t.Run("grown and known", func(t *testing.T) {
		t.Parallel()
		database := pgtest.New(t)
		populate(t, database, 100)
		as(t, database.Owner, "ANALYZE receipts, events, receipt_chain, chain_heads, receipt_failures, checkpoints")
		requireIndexedLists(t, newReader(t, database.API), 50)
	})
}

func requireIndexedLists(t *testing.T, reader pgpool.Reader, limit int) {
	t.Helper()
	for state, columns := range map[receipt.State][]string{
		"": {"receipt_id <"}, receipt.Pending: {"ROW(xid, number) >", "ROW(xid, number) <"}, receipt.Failed: {"sequence <"},
		receipt.SealedState: {"sequence <", "sequence >"}, receipt.Emitted: {"sequence <", "sequence <="},
	} {
		var sent []asked
		views := readmodel.NewViews(recordingPool{reader, &sent}, followers())
		page, err := views.ListReceipts(t.Context(), "acme", ports.ReceiptFilter{State: state, Limit: limit})
		require.NoError(t, err)
		require.Len(t, page, limit, state)
		var conditions []string
		for _, query := range sent {
			plan := explained(t, reader, query)
			require.NotContains(t, plan, "Seq Scan on", query.sql)
			require.NotContains(t, plan, "Sort  (", query.sql)
			conditions = append(conditions, sought(plan)...)
		}
		// What there is to say of them is read by key.
		for _, column := range append(columns, "receipt_id = (unnest(", "sequence = (unnest(") {
			require.Contains(t, strings.Join(conditions, ""), column, state)
		}
	}
}
