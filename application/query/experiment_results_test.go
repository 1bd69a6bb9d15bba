package query_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/query"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/experiment/results"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports/portstest"
)

// counted are what was counted for one experiment.
type counted struct {
	of      experiment.Experiment
	tallies []results.Tally
	err     error
}

func (c counted) ViewTallies(
	_ context.Context, owner tenant.ID, key experiment.Key,
) (experiment.Experiment, []results.Tally, error) {
	if c.err == nil && (owner != c.of.TenantID || key != c.of.ID) {
		c.err = fault.New(fault.NotFound, "NOT_FOUND", "the experiment does not exist")
	}
	return c.of, c.tallies, c.err
}

func TestResultsAreForAdminsOnly(t *testing.T) {
	t.Parallel()
	requireFault(t, query.GetExperimentResults{Caller: reader("acme")}.Authorise(), fault.Forbidden, "ROLE_REQUIRED")
	require.NoError(t, query.GetExperimentResults{Caller: admin("acme")}.Authorise())
}

func TestResultsAreOfWhatWasCountedForTheTenantsExperiment(t *testing.T) {
	t.Parallel()
	of := portstest.SampleExperiment("acme", 1)
	control := of.Definition.Variants[0].Name
	handler := query.NewResults(counted{of: of, tallies: []results.Tally{{Variant: control, Exposures: 9, Accepted: 3, Actors: 5}}})
	found, err := handler.Get(t.Context(), query.GetExperimentResults{Caller: admin("acme"), Key: of.ID})
	require.NoError(t, err)
	require.Equal(t, of.ID, found.Key)
	require.Equal(t, experiment.Draft, found.Status)
	require.Len(t, found.Variants, len(of.Definition.Variants))
	require.Equal(t, int64(3), found.Variants[0].Seen.Accepted)
	require.Nil(t, found.Variants[1].Seen)
	for _, asked := range []query.GetExperimentResults{
		{Caller: admin("rival"), Key: of.ID}, {Caller: admin("acme"), Key: portstest.SampleID(2)},
	} {
		_, err = handler.Get(t.Context(), asked)
		requireFault(t, err, fault.NotFound, "NOT_FOUND")
	}
}

func TestAFailedReadOfTalliesIsTold(t *testing.T) {
	t.Parallel()
	away := errors.New("away")
	_, err := query.NewResults(counted{err: away}).Get(t.Context(), query.GetExperimentResults{Caller: admin("acme")})
	require.ErrorIs(t, err, away)
}
