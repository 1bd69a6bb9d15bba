package portstest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/ports"
)

func experimentViewRules() map[string]func(*testing.T, ViewsSubject) {
	return map[string]func(*testing.T, ViewsSubject){
		"an experiment is viewed as it was stored":          viewExperiment,
		"an experiment of another tenant cannot be viewed":  viewExperimentNotFound,
		"experiments are listed oldest first, page by page": listExperiments,
		"experiments of a status are listed when asked for": listExperimentsOfStatus,
	}
}

func (s ViewsSubject) experiment(t *testing.T, e experiment.Experiment) experiment.Experiment {
	t.Helper()
	s.commit(t, ExperimentSet(e, false))
	return e
}

func (s ViewsSubject) experiments(t *testing.T, filter ports.ExperimentFilter) []experiment.Experiment {
	t.Helper()
	page, err := s.Experiments.ListExperiments(t.Context(), acme, filter)
	require.NoError(t, err)
	return page
}

func viewExperiment(t *testing.T, s ViewsSubject) {
	t.Helper()
	draft := s.experiment(t, SampleExperiment(acme, 110))
	view, err := s.Experiments.ViewExperiment(t.Context(), acme, draft.ID)
	require.NoError(t, err)
	require.Equal(t, draft, view)
}

func viewExperimentNotFound(t *testing.T, s ViewsSubject) {
	t.Helper()
	draft := s.experiment(t, SampleExperiment(acme, 110))
	_, err := s.Experiments.ViewExperiment(t.Context(), beta, draft.ID)
	require.Equal(t, fault.NotFound, fault.Of(err))
	_, err = s.Experiments.ViewExperiment(t.Context(), acme, SampleID(111))
	require.Equal(t, fault.NotFound, fault.Of(err))
}

func listExperiments(t *testing.T, s ViewsSubject) {
	t.Helper()
	require.Empty(t, s.experiments(t, ports.ExperimentFilter{Limit: 10}))
	third := s.experiment(t, SampleExperiment(acme, 113))
	first := s.experiment(t, activated(t, s.experiment(t, SampleExperiment(acme, 111))))
	second := s.experiment(t, SampleExperiment(acme, 112))
	s.experiment(t, SampleExperiment(beta, 114))
	require.Equal(t, []experiment.Experiment{first, second}, s.experiments(t, ports.ExperimentFilter{Limit: 2}))
	require.Equal(t, []experiment.Experiment{third}, s.experiments(t, ports.ExperimentFilter{Limit: 2, After: second.ID}))
	require.Empty(t, s.experiments(t, ports.ExperimentFilter{Limit: 2, After: third.ID}))
}

func listExperimentsOfStatus(t *testing.T, s ViewsSubject) {
	t.Helper()
	first, third := s.experiment(t, SampleExperiment(acme, 111)), s.experiment(t, SampleExperiment(acme, 113))
	active := s.experiment(t, activated(t, s.experiment(t, SampleExperiment(acme, 112))))
	of := func(status experiment.Status, after experiment.Experiment) []experiment.Experiment {
		return s.experiments(t, ports.ExperimentFilter{Status: status, After: after.ID, Limit: 10})
	}
	require.Equal(t, []experiment.Experiment{first, third}, of(experiment.Draft, experiment.Experiment{}))
	require.Equal(t, []experiment.Experiment{third}, of(experiment.Draft, first))
	require.Equal(t, []experiment.Experiment{active}, of(experiment.Active, experiment.Experiment{}))
	require.Empty(t, of(experiment.Inactive, experiment.Experiment{}))
}
