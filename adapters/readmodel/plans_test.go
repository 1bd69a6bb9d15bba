package readmodel_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// asked is a query that a view asked.
type asked struct {
	sql       string
	arguments []any
}

// recordingPool keeps what views ask.
type recordingPool struct {
	pgpool.Reader

	all *[]asked
}

func (p recordingPool) BeginTx(ctx context.Context, options pgx.TxOptions) (pgx.Tx, error) {
	tx, err := p.Reader.BeginTx(ctx, options)
	return recordingTx{tx, p.all}, err
}

type recordingTx struct {
	pgx.Tx

	all *[]asked
}

func (r recordingTx) Query(ctx context.Context, sql string, arguments ...any) (pgx.Rows, error) {
	*r.all = append(*r.all, asked{sql, arguments})
	return r.Tx.Query(ctx, sql, arguments...)
}

func (r recordingTx) QueryRow(ctx context.Context, sql string, arguments ...any) pgx.Row {
	*r.all = append(*r.all, asked{sql, arguments})
	return r.Tx.QueryRow(ctx, sql, arguments...)
}

// crowded gives 30 actors of three tenants 3,000 deliveries over four weeks.
func crowded(t *testing.T, database pgtest.Database) {
	t.Helper()
	const rows = ` FROM (SELECT n, (left(uuid_floor(now() - n % 28 * interval '1 day')::text, 14) ||
		'7000-8000-' || lpad(to_hex(n), 8, '0') || '0101')::uuid AS id FROM generate_series(1, 3000) AS n) AS r`
	pool, err := pgxpool.New(t.Context(), database.API)
	require.NoError(t, err)
	defer pool.Close()
	tx, err := pool.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	for _, statement := range []string{
		"SELECT set_config('mmm.tenant_ids', '{t0,t1,t2}', true)",
		`INSERT INTO deliveries (tenant_id, delivery_id, decision_id, actor_id, surface, expires_at, xid)
			SELECT 't' || n % 3, id, (left(id::text, 32) || '0000')::uuid, 'a' || n % 30, 'ide', now() + interval '1 day', n` + rows,
		"INSERT INTO decisions SELECT 't' || n % 3, (left(id::text, 32) || '0000')::uuid, 'a' || n % 30, 'ide', now(), false, id, '{}'" + rows,
		`INSERT INTO outcomes SELECT 't' || n % 3, (left(id::text, 34) || '00')::uuid, 2, id, gen_random_uuid(), 'a' || n % 30, 'ignored', '',
			now(), localtimestamp, id` + rows,
	} {
		_, err := tx.Exec(t.Context(), statement)
		require.NoError(t, err, statement)
	}
	require.NoError(t, tx.Commit(t.Context()))
	owner, err := pgx.Connect(t.Context(), database.Owner)
	require.NoError(t, err)
	_, err = owner.Exec(t.Context(), "ANALYZE deliveries, decisions, outcomes")
	require.NoError(t, err)
	require.NoError(t, owner.Close(t.Context()))
}

// plan explains a query as the tenants t0 and t1.
func plan(t *testing.T, reader pgpool.Reader, query asked) string {
	t.Helper()
	tx, err := reader.Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(t.Context()) }()
	_, err = tx.Exec(t.Context(), "SELECT set_config('mmm.tenant_ids', '{t0,t1}', true)")
	require.NoError(t, err)
	rows, err := tx.Query(t.Context(), "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) "+query.sql, query.arguments...)
	require.NoError(t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return strings.Join(lines, "\n")
}

// requirePlan wants every scan of a table to be by the index whose name ends so.
func requirePlan(t *testing.T, plan string, indexes map[string]string) {
	t.Helper()
	require.NotContains(t, plan, "Seq Scan")
	require.NotContains(t, plan, "->  Sort")
	scans := 0
	for line := range strings.Lines(plan) {
		_, scan, found := strings.Cut(line, "Scan using ")
		if !found {
			continue
		}
		scans++
		index, table, _ := strings.Cut(scan, " on ")
		name, _, _ := strings.Cut(table, "_")
		require.True(t, strings.HasSuffix(index, "_"+indexes[name]), plan)
		require.Equal(t, strings.Contains(indexes[name], "actor_id"), strings.Contains(index, "actor_id"), plan)
	}
	require.NotZero(t, scans)
}

func TestActionsAreReadByTheirIndexesWhateverThePlannerKnows(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	reader := newReader(t, database.API)
	for _, full := range []bool{false, true} {
		if full {
			crowded(t, database)
		}
		var all []asked
		views := readmodel.NewViews(recordingPool{reader, &all}, followers())
		filter := ports.ActionFilter{ActorID: "a3", Surface: action.IDE, Unanswered: true, Limit: 50, Since: portstest.Noon()}
		_, _ = views.ListActions(t.Context(), "t0", filter)
		_, _, _ = views.ReadDeliveries(t.Context(), []tenant.ID{"t0", "t1"}, event.Position{Transaction: 2000}, 50)
		all = slices.DeleteFunc(all, func(query asked) bool { return strings.Contains(query.sql, "ReadHorizon") }) // of no table
		require.Len(t, all, 2)
		list, feed := plan(t, reader, all[0]), plan(t, reader, all[1])
		requirePlan(t, list, map[string]string{
			"deliveries": "tenant_id_actor_id_surface_xid_number_idx", "decisions": "pkey", "outcomes": "pkey",
		})
		requirePlan(t, feed, map[string]string{"deliveries": "xid_number_idx"})
		require.Regexp(t, `Index Cond: .*ROW\(actor_id, surface, xid, number\) > ROW\(.*ROW\(actor_id, surface, xid, number\) < ROW\(`, list)
		require.Regexp(t, `Index Cond: .*ROW\(xid, number\) > ROW\(.*xid < `, feed)
	}
}
