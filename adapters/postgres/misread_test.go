package postgres_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

// A row that another release wrote, or a hand, is one subject's: whoever reads at the same
// moment, for whatever tenant, has nothing to do with it.
func TestAWindowThatCannotBeReadFailsNobodyElse(t *testing.T) {
	t.Parallel()
	e := newEngine(t)
	spoilt, fine := decisionSet(10), ofBeta(decisionSet(20))
	subject := spoilt.Decision.Decision.Subject()
	spoilt.Fatigue = []ports.FatigueRow{{Subject: subject, Change: fatigue.Change{Window: fatigue.Window{Version: 1}}}}
	_, err := e.store.Commit(t.Context(), spoilt)
	require.NoError(t, err)
	api, err := as(t, e.database.API).Begin(t.Context())
	require.NoError(t, err)
	_, err = api.Exec(t.Context(), "SELECT set_config('mmm.tenant_ids', '{acme}', true)")
	require.NoError(t, err)
	_, err = api.Exec(t.Context(), "UPDATE fatigue_windows SET entries = 'no window' WHERE tenant_id = 'acme' AND subject = $1", subject)
	require.NoError(t, err)
	require.NoError(t, api.Commit(t.Context()))

	a := newAnswering(t, e.database.API)
	queued := a.queue(t, queryOf(spoilt), queryOf(fine))
	a.let(5)
	_, err = got(t, queued[0])
	require.Equal(t, fault.Internal, fault.Of(err), "%v", err)
	_, err = got(t, queued[1])
	require.NoError(t, err)
}
