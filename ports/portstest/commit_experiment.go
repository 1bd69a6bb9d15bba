package portstest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

func experimentRules() map[string]storeRule {
	return map[string]storeRule{
		"an experiment is read as it was stored":                     experimentKept,
		"an experiment of another tenant is not found":               experimentNotFound,
		"an experiment is created once":                              experimentCreatedOnce,
		"an experiment at another version is stale":                  experimentStale,
		"the active experiments are in force, by id":                 experimentsInForce,
		"an activation checked against what is no more is stale":     activationStale,
		"of concurrent activations checked alike one wins":           activationRace,
		"of concurrent changes of one experiment's version one wins": experimentRace,
		"the end of an experiment goes through whatever is in force": deactivationUnchecked,
	}
}

// storeExperiment stores the next state of an experiment.
func (s StoreSubject) storeExperiment(
	t *testing.T, next experiment.Experiment, inForceChanged bool, checked ...int64,
) experiment.Experiment {
	t.Helper()
	require.NoError(t, s.commit(t, ExperimentSet(next, inForceChanged, checked...)))
	return next
}

func activated(t *testing.T, e experiment.Experiment) experiment.Experiment {
	t.Helper()
	active, err := e.Activate(Noon().Add(time.Minute))
	require.NoError(t, err)
	return active
}

// inForce is what is in force for acme.
func (s StoreSubject) inForce(t *testing.T) ports.InForce {
	t.Helper()
	inForce, err := s.Playbooks.ReadInForce(t.Context(), acme)
	require.NoError(t, err)
	require.Equal(t, inForce.Version, s.keyed(t, acme, nil, Noon()).CatalogueVersion)
	return inForce
}

func experimentKept(t *testing.T, s StoreSubject) {
	t.Helper()
	draft := s.storeExperiment(t, SampleExperiment(acme, 110), false)
	for _, want := range []experiment.Experiment{draft, activated(t, draft)} {
		if want.Version > 1 {
			s.storeExperiment(t, want, true, 0)
		}
		kept, err := s.Experiments.ReadExperiment(t.Context(), acme, want.ID)
		require.NoError(t, err)
		require.Equal(t, want, kept)
	}
}

func experimentNotFound(t *testing.T, s StoreSubject) {
	t.Helper()
	ours := s.storeExperiment(t, SampleExperiment(acme, 110), false)
	for owner, key := range map[tenant.ID]experiment.Key{beta: ours.ID, acme: SampleID(111)} {
		_, err := s.Experiments.ReadExperiment(t.Context(), owner, key)
		require.Equal(t, fault.NotFound, fault.Of(err))
	}
}

func experimentCreatedOnce(t *testing.T, s StoreSubject) {
	t.Helper()
	draft := s.storeExperiment(t, SampleExperiment(acme, 110), false)
	require.Equal(t, fault.Conflict, fault.Of(s.commit(t, ExperimentSet(draft, false))))
	s.storeExperiment(t, SampleExperiment(beta, 110), false)
}

func experimentStale(t *testing.T, s StoreSubject) {
	t.Helper()
	draft := s.storeExperiment(t, SampleExperiment(acme, 110), false)
	absent, foreign := SampleExperiment(acme, 111), SampleExperiment(beta, 110)
	absent.Version, foreign.Version = 2, 2
	early, late := draft, draft
	early.Version, late.Version = 0, 3
	for _, moved := range []experiment.Experiment{absent, foreign, early, late} {
		requireStale(t, s.commit(t, ExperimentSet(moved, true)))
	}
	kept, err := s.Experiments.ReadExperiment(t.Context(), acme, draft.ID)
	require.NoError(t, err)
	require.Equal(t, draft, kept)
	require.Zero(t, s.inForce(t).Version)
}

func experimentsInForce(t *testing.T, s StoreSubject) {
	t.Helper()
	require.Empty(t, s.inForce(t).Experiments)
	second := activated(t, s.storeExperiment(t, SampleExperiment(acme, 112), false))
	s.storeExperiment(t, second, true, 0)
	first := activated(t, s.storeExperiment(t, SampleExperiment(acme, 111), false))
	s.storeExperiment(t, first, true, 1)
	s.storeExperiment(t, SampleExperiment(acme, 113), false)
	s.storeExperiment(t, activated(t, s.storeExperiment(t, SampleExperiment(beta, 114), false)), true, 0)
	inForce := s.inForce(t)
	require.Equal(t, []experiment.Experiment{first, second}, inForce.Experiments)
	require.Equal(t, int64(2), inForce.Version)
}

func activationStale(t *testing.T, s StoreSubject) {
	t.Helper()
	active := activated(t, s.storeExperiment(t, SampleExperiment(acme, 110), false))
	s.published(t, acme, 100)
	for _, checked := range []int64{0, 2} {
		requireStale(t, s.commit(t, ExperimentSet(active, true, checked)))
	}
	require.Empty(t, s.inForce(t).Experiments)
	s.storeExperiment(t, active, true, 1)
	require.Equal(t, int64(2), s.inForce(t).Version)
}

func activationRace(t *testing.T, s StoreSubject) {
	t.Helper()
	for checked := range int64(2) { // before anything was in force, then behind it
		sets := make([]ports.WriteSet, rivals)
		for i := range sets {
			n := 110 + byte(checked)*rivals + byte(i)
			sets[i] = ExperimentSet(activated(t, s.storeExperiment(t, SampleExperiment(acme, n), false)), true, checked)
		}
		require.Equal(t, 1, s.race(t, sets))
		require.Equal(t, checked+1, s.inForce(t).Version)
	}
	require.Len(t, s.inForce(t).Experiments, 2)
}

func experimentRace(t *testing.T, s StoreSubject) {
	t.Helper()
	draft := s.storeExperiment(t, SampleExperiment(acme, 110), false)
	sets := make([]ports.WriteSet, rivals)
	for i := range sets {
		next, err := draft.Replace(draft.Definition, Noon().Add(time.Duration(i)*time.Second))
		require.NoError(t, err)
		sets[i] = ExperimentSet(next, false)
	}
	require.Equal(t, 1, s.race(t, sets))
}

func deactivationUnchecked(t *testing.T, s StoreSubject) {
	t.Helper()
	active := s.storeExperiment(t, activated(t, s.storeExperiment(t, SampleExperiment(acme, 110), false)), true, 0)
	s.published(t, acme, 100)
	inactive, err := active.Deactivate(Noon())
	require.NoError(t, err)
	s.storeExperiment(t, inactive, true)
	require.Empty(t, s.inForce(t).Experiments)
	require.Equal(t, int64(3), s.inForce(t).Version)
}
