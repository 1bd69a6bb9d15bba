package postgres_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// weekOf makes the partitions of the week of so many days ago, as ensure_partitions made
// them then.
func (e engine) weekOf(t *testing.T, days int) {
	t.Helper()
	owner := as(t, e.database.Owner)
	for _, table := range []string{"decisions", "deliveries", "receipts", "events", "outcomes"} {
		run(t, owner, fmt.Sprintf(`DO $$
			DECLARE week timestamptz := date_trunc('week', now() - interval '%d days', 'UTC');
				child text := '%[2]s_' || to_char(week AT TIME ZONE 'UTC', 'IYYY"w"IW');
			BEGIN
				EXECUTE format('CREATE TABLE %%I PARTITION OF %[2]s FOR VALUES FROM (%%L) TO (%%L)',
					child, uuid_floor(week), uuid_floor(week + interval '7 days'));
				EXECUTE format('ALTER TABLE %%I ENABLE ROW LEVEL SECURITY', child);
				EXECUTE format('ALTER TABLE %%I FORCE ROW LEVEL SECURITY', child);
			END $$`, days, table))
	}
	e.requireWeeksAlike(t)
}

// requireWeeksAlike wants nothing to tell one week of a table from another.
func (e engine) requireWeeksAlike(t *testing.T) {
	t.Helper()
	var kinds, tables int
	require.NoError(t, as(t, e.database.Owner).QueryRow(t.Context(), `
		SELECT count(DISTINCT (i.inhparent, c.relowner, c.relrowsecurity, c.relforcerowsecurity, c.relacl::text)), count(DISTINCT i.inhparent)
		FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid WHERE c.relkind = 'r'`).Scan(&kinds, &tables))
	require.Equal(t, tables, kinds)
}

func (e engine) partitions(t *testing.T) (number int) {
	t.Helper()
	require.NoError(t, as(t, e.database.Owner).QueryRow(t.Context(),
		"SELECT count(*) FROM pg_inherits WHERE inhparent = 'decisions'::regclass").Scan(&number))
	return number
}

func TestAWeekThatNobodyKeepsGoesWhole(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	before := e.partitions(t)
	e.weekOf(t, 400)
	e.weekOf(t, 200)
	e.aged(t, "acme", 400, 1)
	e.aged(t, "beta", 400, 2)
	e.aged(t, "acme", 200, 3)
	e.aged(t, "held", 200, 4)
	e.setPolicy(t, "held", func(p *tenant.Policy) { p.LegalHold = true })
	rows, weeks := e.retain(t, nil)
	require.Equal(t, 1, weeks["decisions"], "of the other one somebody keeps something")
	require.Equal(t, int64(1), rows["decisions"], "from which the others' rows go by themselves")
	require.Equal(t, before+1, e.partitions(t))
	require.Equal(t, 1, weeks["receipts"], "what was emptied row by row goes too")
	require.Equal(t, 1, weeks["events"])
	require.Equal(t, 1, weeks["outcomes"])
	require.Equal(t, 1, e.left(t, "held", "decisions"))
	require.Equal(t, 2, e.left(t, "acme", "outcomes")+e.left(t, "held", "outcomes"))
}

func TestNoWeekGoesOfWhichSomebodyKeepsAnything(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.weekOf(t, 200)
	e.weekOf(t, 20)
	e.aged(t, "held", 200, 1)
	e.aged(t, "acme", 20, 2)
	e.setPolicy(t, "held", func(p *tenant.Policy) { p.LegalHold = true })
	e.retain(t, nil)
	for table, rows := range map[string]int{"decisions": 1, "outcomes": 1, "events": 2, "receipts": 2} {
		require.Equal(t, rows, e.left(t, "held", table), table)
		require.Equal(t, rows, e.left(t, "acme", table), table)
	}
	e.requireWeeksAlike(t)
}

func TestAllWeeksThatNobodyKeepsGoInOneRun(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	before := e.partitions(t)
	for _, days := range []int{420, 410, 400} {
		e.weekOf(t, days)
	}
	e.aged(t, "acme", 410, 1)
	_, weeks := e.retain(t, nil)
	require.Equal(t, map[string]int{"": 0, "decisions": 3, "deliveries": 3, "outcomes": 3, "receipts": 3, "events": 3}, weeks)
	require.Equal(t, before, e.partitions(t))
}

func TestAWeekThatSomebodyKeepsIsLockedNoLongerThanItIsLookedAt(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.weekOf(t, 200)
	e.aged(t, "acme", 200, 1)
	tx, err := as(t, e.database.Worker).Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	var dropped int
	require.NoError(t, tx.QueryRow(t.Context(), "SELECT drop_partitions('decisions', now(), '{}')").Scan(&dropped))
	require.Zero(t, dropped)
	require.Equal(t, 1, e.left(t, "acme", "decisions"), "while that transaction lasts")
}

func TestNobodyDropsAWeekThatIsNotOverOrTheDefault(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	worker := as(t, e.database.Worker)
	all := e.partitions(t)
	var dropped int
	require.NoError(t, worker.QueryRow(t.Context(), "SELECT drop_partitions('decisions', 'infinity', '{}')").Scan(&dropped))
	require.Zero(t, dropped)
	require.Equal(t, all, e.partitions(t))
	_, err := worker.Exec(t.Context(), "SELECT drop_partitions('audit_entries', now(), '{}')")
	require.ErrorContains(t, err, "not a partitioned table of ours")
	_, err = as(t, e.database.API).Exec(t.Context(), "SELECT drop_partitions('decisions', now(), '{}')")
	require.ErrorContains(t, err, "permission denied")
}

func TestAWeekThatIsInUseStaysForTheNextTime(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	e.weekOf(t, 400)
	tx, err := as(t, e.database.API).Begin(t.Context())
	require.NoError(t, err)
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	_, err = tx.Exec(t.Context(), "SELECT count(*) FROM decisions")
	require.NoError(t, err)
	_, weeks := e.retain(t, nil)
	require.Zero(t, weeks["decisions"])
	require.NoError(t, tx.Rollback(t.Context()))
	_, weeks = e.retain(t, nil)
	require.Equal(t, 1, weeks["decisions"])
}
