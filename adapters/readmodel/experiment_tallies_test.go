package readmodel_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/experiment/results"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgpool"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// trialled has an experiment of acme and one of beta with the same id, and a second one
// of acme, each over some days and of the generations 1 and 2.
func trialled(t *testing.T) (pgtest.Database, pgpool.Reader) {
	t.Helper()
	database := pgtest.New(t)
	first, second := portstest.SampleID(1).String(), portstest.SampleID(2).String()
	as(t, database.API, "SELECT set_config('mmm.tenant_ids', '{acme,beta}', true)",
		`INSERT INTO experiments SELECT owner, id, 'n', 'active', 3, '{"name":"n","variants":[{"name":"a","weight":10000}]}', now(), now()
			FROM unnest(ARRAY['acme', 'beta']) AS owner, unnest(ARRAY['`+first+`', '`+second+`']::uuid[]) AS id
			WHERE owner = 'acme' OR id = '`+first+`'`)
	// Of acme's first: 10 and 20 exposures of a on two days, and b on one of them.
	as(t, database.Worker,
		`INSERT INTO experiment_stats (tenant_id, generation, experiment_id, variant, bucket, exposures, accepted, dismissed, actors)
		VALUES ('acme', 1, '`+first+`', 'a', '2026-03-01', 10, 3, 1, 6), ('acme', 1, '`+first+`', 'a', '2026-03-02', 20, 4, 2, 1),
			('acme', 1, '`+first+`', 'b', '2026-03-02', 9, 0, 0, 9), ('acme', 2, '`+first+`', 'a', '2026-03-01', 500, 500, 0, 50),
			('acme', 1, '`+second+`', 'a', '2026-03-01', 700, 70, 7, 70), ('beta', 1, '`+first+`', 'a', '2026-03-01', 900, 90, 9, 90)`)
	return database, newReader(t, database.API)
}

func TestTalliesAreOfOneExperimentOverAllItsDays(t *testing.T) {
	t.Parallel()
	database, reader := trialled(t)
	views, key := readmodel.NewViews(reader, followers()), portstest.SampleID(1)
	found, tallies, err := views.ViewTallies(t.Context(), "acme", key)
	require.NoError(t, err)
	require.Equal(t, []any{key, experiment.Active, "a"}, []any{found.ID, found.Status, found.Definition.Variants[0].Name})
	require.ElementsMatch(t, []results.Tally{
		{Variant: "a", Exposures: 30, Accepted: 7, Dismissed: 3, Actors: 7}, {Variant: "b", Exposures: 9, Actors: 9},
	}, tallies)
	_, tallies, err = views.ViewTallies(t.Context(), "beta", key)
	require.NoError(t, err)
	require.Equal(t, []results.Tally{{Variant: "a", Exposures: 900, Accepted: 90, Dismissed: 9, Actors: 90}}, tallies)

	as(t, database.Owner, "UPDATE projections SET generation = 2, newest = 2 WHERE name = 'experiment_stats'")
	_, tallies, err = views.ViewTallies(t.Context(), "acme", key)
	require.NoError(t, err)
	require.Equal(t, []results.Tally{{Variant: "a", Exposures: 500, Accepted: 500, Actors: 50}}, tallies, "what a rebuild put in place")
}

func TestTalliesOfAnExperimentThatIsNotTheTenantsAreNotFound(t *testing.T) {
	t.Parallel()
	_, reader := trialled(t)
	views := readmodel.NewViews(reader, followers())
	for owner, number := range map[tenant.ID]byte{"beta": 2, "acme": 3} {
		found, tallies, err := views.ViewTallies(t.Context(), owner, portstest.SampleID(number))
		require.Equal(t, fault.NotFound, fault.Of(err), owner)
		require.Zero(t, found)
		require.Empty(t, tallies)
	}
}

func TestTalliesWaitForWhatTheTokenDemands(t *testing.T) {
	t.Parallel()
	_, reader := trialled(t)
	var sent []asked
	views := readmodel.NewViews(recordingPool{reader, &sent}, followers())
	_, _, err := views.ViewTallies(ports.AtLeast(t.Context(), "1"), "acme", portstest.SampleID(1))
	require.NoError(t, err)
	require.Contains(t, sent[0].sql, "IsUncounted", "whether all of it was counted is asked first")
}

// One experiment's days are read, however many others there are.
func TestTalliesAreReadByThePrimaryKey(t *testing.T) {
	t.Parallel()
	database, reader := trialled(t)
	as(t, database.Worker, `INSERT INTO experiment_stats SELECT owner, 1, uuid_floor(now() - e * interval '1 day'), 'a',
			date_trunc('day', now()) - n * interval '1 day', 1, 0, 0, 1
		FROM generate_series(1, 200) AS n, generate_series(1, 25) AS e, unnest(ARRAY['acme', 'beta']) AS owner`)
	as(t, database.Owner, "ANALYZE experiment_stats, experiments")
	var sent []asked
	_, _, err := readmodel.NewViews(recordingPool{reader, &sent}, followers()).ViewTallies(t.Context(), "acme", portstest.SampleID(1))
	require.NoError(t, err)
	require.Len(t, sent, 2)
	plan := explained(t, reader, sent[1])
	require.Regexp(t, `Index Scan (using|on) experiment_stats_pkey`, plan)
	require.Regexp(t, `Index Cond: .*tenant_id =.*generation =.*experiment_id =`, plan)
	require.NotContains(t, plan, "Seq Scan on experiment_stats")
}
