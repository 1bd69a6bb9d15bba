package query_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// trials commits experiments of acme with the ids of these numbers.
func (w *world) trials(numbers ...byte) {
	w.t.Helper()
	for _, n := range numbers {
		w.commit(portstest.ExperimentSet(portstest.SampleExperiment("acme", n), false))
	}
}

func TestExperimentsAreForAdminsOnly(t *testing.T) {
	t.Parallel()
	requireFault(t, query.GetExperiment{Caller: reader("acme")}.Authorise(), fault.Forbidden, "ROLE_REQUIRED")
	requireFault(t, query.ListExperiments{Caller: reader("acme")}.Authorise(), fault.Forbidden, "ROLE_REQUIRED")
	require.NoError(t, query.GetExperiment{Caller: admin("acme")}.Authorise())
}

func TestAnExperimentIsReadByItsTenantAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.trials(1)
	experiments, key := query.NewExperiments(w.store), portstest.SampleID(1)
	read, err := experiments.Get(t.Context(), query.GetExperiment{Caller: admin("acme"), Key: key})
	require.NoError(t, err)
	require.Equal(t, key, read.ID)
	_, err = experiments.Get(t.Context(), query.GetExperiment{Caller: admin("rival"), Key: key})
	requireFault(t, err, fault.NotFound, "NOT_FOUND")
	page, err := experiments.List(t.Context(), query.ListExperiments{Caller: admin("rival"), Limit: 10})
	require.NoError(t, err)
	require.Empty(t, page.Items)
}

func TestPagesOfExperimentsSayWhetherMoreFollow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.trials(1, 2, 3)
	experiments := query.NewExperiments(w.store)
	first, err := experiments.List(t.Context(), query.ListExperiments{Caller: admin("acme"), Limit: 2})
	require.NoError(t, err)
	require.Len(t, first.Items, 2)
	require.True(t, first.More)
	last, err := experiments.List(t.Context(), query.ListExperiments{Caller: admin("acme"), Limit: 2, After: first.Items[1].ID})
	require.NoError(t, err)
	require.Len(t, last.Items, 1)
	require.False(t, last.More)
	active, err := experiments.List(t.Context(), query.ListExperiments{Caller: admin("acme"), Limit: 2, Status: experiment.Active})
	require.NoError(t, err)
	require.Empty(t, active.Items)
}
