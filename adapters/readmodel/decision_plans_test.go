package readmodel_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel"
	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/stats"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// historied gives two tenants 5,000 decisions each over four weeks, of 50 actors, and
// what is counted of them.
func historied(t *testing.T) pgpool.Reader {
	t.Helper()
	database := pgtest.New(t)
	as(t, database.API, "SELECT set_config('mmm.tenant_ids', '{acme,beta}', true)",
		`INSERT INTO decisions SELECT owner, (left(uuid_floor(date_trunc('day', now()) - n % 28 * interval '1 day')::text, 14) ||
			'7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'a' || n % 50, (ARRAY['ide', 'ci'])[1 + n % 2], now(), n % 100 = 0,
			gen_random_uuid(), '{"v":1}'
		FROM generate_series(1, 5000) AS n, unnest(ARRAY['acme', 'beta']) AS owner`)
	as(t, database.Worker,
		`INSERT INTO playbook_decisions SELECT owner, '`+portstest.SampleID(1).String()+`', (left(uuid_floor(date_trunc('day', now()) - n % 28 * interval '1 day')::text, 14) ||
			'7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid FROM generate_series(1, 5000, 3) AS n, unnest(ARRAY['acme', 'beta']) AS owner`,
		`INSERT INTO tenant_stats_daily SELECT owner, 1, m, date_trunc('day', now()) - n * interval '1 day', 'ide', '', '', 1, '{}'
			FROM generate_series(1, 1000) AS n, unnest(ARRAY['acme', 'beta']) AS owner, unnest(ARRAY['decisions', 'actions', 'outcomes']) AS m`,
		`INSERT INTO playbook_stats_daily SELECT owner, 1, uuid_floor(now() - p * interval '1 day'), m, date_trunc('day', now()) - n * interval '1 day',
			'ide', '', '', 1, '{}' FROM generate_series(1, 300) AS n, generate_series(1, 20) AS p,
			unnest(ARRAY['acme', 'beta']) AS owner, unnest(ARRAY['actions', 'outcomes']) AS m`)
	as(t, database.Owner, "ANALYZE decisions, playbook_decisions, tenant_stats_daily, playbook_stats_daily")
	return newReader(t, database.API)
}

// A page looks at what it needs, however many decisions there are.
func TestDecisionsAreListedByTheIndexOfTheirFilter(t *testing.T) {
	t.Parallel()
	reader, yes := historied(t), true
	for name, c := range map[string]struct {
		filter ports.DecisionFilter
		index  string
	}{
		"any":           {ports.DecisionFilter{}, `decisions_\w+_pkey`},
		"a surface":     {ports.DecisionFilter{Surface: action.CI}, `decisions_\w+_pkey`},
		"degraded ones": {ports.DecisionFilter{Degraded: &yes}, `decisions_\w+_tenant_id_decision_id_idx`},
		"an actor's":    {ports.DecisionFilter{ActorID: "a7"}, `decisions_\w+_tenant_id_actor_id_decision_id_idx`},
		"a playbook's":  {ports.DecisionFilter{Playbook: portstest.SampleID(1)}, "playbook_decisions_pkey"},
	} {
		var sent []asked
		c.filter.Limit, c.filter.Span = 5, ports.Span{From: time.Now().AddDate(0, 0, -20), To: time.Now().AddDate(0, 0, -2)}
		page, err := readmodel.NewViews(recordingPool{reader, &sent}, followers()).ListDecisions(t.Context(), "acme", c.filter)
		require.NoError(t, err, name)
		require.Len(t, page.Items, 5, name)
		require.Regexp(t, "Index (Only )?Scan (Backward )?using "+c.index, explained(t, reader, sent[0]), name)
		for _, query := range sent {
			plan := explained(t, reader, query)
			require.NotContains(t, plan, "Seq Scan", name)
			require.NotRegexp(t, `(Incremental )?Sort  \(`, plan, name)
		}
	}
}

// A filter that little matches ends a page where enough was looked at, and the next one
// goes on there.
func TestAPageOfDecisionsLooksAtNoMoreThanItMay(t *testing.T) {
	t.Parallel()
	reader := historied(t)
	views := readmodel.NewViews(reader, followers())
	filter := ports.DecisionFilter{Surface: action.Alert, Limit: 5}
	pages := 0
	for {
		page, err := views.ListDecisions(t.Context(), "acme", filter)
		require.NoError(t, err)
		require.Empty(t, page.Items)
		if pages++; page.Next.IsZero() {
			break
		}
		filter.Before = page.Next
	}
	require.Equal(t, 3, pages, "5,000 rows at 2,000 a page")
}

func TestCountsAreReadByARangeOfTheirIndex(t *testing.T) {
	t.Parallel()
	reader := historied(t)
	month := stats.Range{From: time.Now().AddDate(0, -1, 0), To: time.Now()}
	for name, c := range map[string]struct {
		index string
		read  func(*readmodel.Views) error
	}{
		"totals": {"tenant_stats_daily_pkey", func(v *readmodel.Views) error {
			_, err := v.SumDays(t.Context(), "acme", month)
			return err
		}},
		"a tenant's": {"tenant_stats_daily_pkey", func(v *readmodel.Views) error {
			_, err := v.ListCells(t.Context(), "acme", ports.CellFilter{Measure: stats.Actions, Daily: true, Range: month, Limit: 1000})
			return err
		}},
		"playbooks'": {"playbook_stats_daily_tenant_id_generation_measure_bucket_idx", func(v *readmodel.Views) error {
			_, err := v.ListCells(t.Context(), "acme", ports.CellFilter{
				Measure: stats.Actions, Playbooks: true, Daily: true, Range: month, Limit: 1000,
			})
			return err
		}},
	} {
		var sent []asked
		require.NoError(t, c.read(readmodel.NewViews(recordingPool{reader, &sent}, followers())))
		plan := explained(t, reader, sent[0])
		require.Regexp(t, `Index Scan (using|on) `+c.index, plan, name)
		require.Regexp(t, `Index Cond: .*bucket >=.*bucket <`, plan)
		require.NotContains(t, plan, "Seq Scan")
	}
}
