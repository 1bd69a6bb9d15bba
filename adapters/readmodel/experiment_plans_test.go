package readmodel_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/adapters/readmodel"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/infrastructure/pgtest"
	"github.com/mmm-engine/mmm-engine/ports"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// A page costs what it holds, however many experiments there ever were.
func TestExperimentsAreListedByAnIndexInTheirOrder(t *testing.T) {
	t.Parallel()
	database := pgtest.New(t)
	reader := newReader(t, database.API)
	as(t, database.API, "SELECT set_config('mmm.tenant_ids', '{acme,beta}', true)",
		`INSERT INTO experiments SELECT owner, gen_random_uuid(), 'n', (ARRAY['draft', 'active', 'inactive'])[1 + n % 3], 1,
			'{"name":"n","variants":[]}', now(), now()
		FROM generate_series(1, 3000) AS n, unnest(ARRAY['acme', 'beta']) AS owner`)
	as(t, database.Owner, "ANALYZE experiments")
	for index, status := range map[string]experiment.Status{"experiments_pkey": "", "experiments_of_status": experiment.Active} {
		var sent []asked
		page, err := readmodel.NewViews(recordingPool{reader, &sent}, followers()).ListExperiments(t.Context(), "acme", ports.ExperimentFilter{
			Status: status, After: portstest.SampleID(1), Limit: 5,
		})
		require.NoError(t, err)
		require.Len(t, page, 5)
		require.Len(t, sent, 1)
		plan := explained(t, reader, sent[0])
		require.Contains(t, plan, "Index Scan using "+index)
		require.Regexp(t, `Index Cond: .*experiment_id > `, plan)
		require.NotContains(t, plan, "Sort")
		require.NotContains(t, plan, "Seq Scan")
	}
}
