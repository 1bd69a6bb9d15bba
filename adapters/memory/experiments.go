package memory

import (
	"bytes"
	"context"
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
	"github.com/mmm-engine/mmm-engine/ports"
)

var (
	_ ports.ExperimentReader = (*Store)(nil)
	_ ports.ExperimentViews  = (*Store)(nil)
)

func (r *tenantRows) writeExperiment(set ports.WriteSet) error {
	if set.Experiment == nil {
		return nil
	}
	next := set.Experiment.Experiment
	known, found := r.experiments[next.ID]
	switch {
	case next.Version == 1 && found:
		return exists("experiment")
	case next.Version != 1 && (!found || known.Version != next.Version-1):
		return stale("experiment")
	case set.Experiment.Catalogue != nil && *set.Experiment.Catalogue != r.catalogue:
		return stale("catalogue")
	}
	r.experiments[next.ID] = next
	if set.Experiment.InForceChanged {
		r.catalogue++
	}
	return nil
}

// active answers the experiments in force, by id.
func (r *tenantRows) active() []experiment.Experiment {
	return r.experimentsOf(ports.ExperimentFilter{Status: experiment.Active, Limit: len(r.experiments)})
}

func (r *tenantRows) experimentsOf(filter ports.ExperimentFilter) []experiment.Experiment {
	var page []experiment.Experiment
	for key, kept := range r.experiments {
		if (filter.Status == "" || kept.Status == filter.Status) && bytes.Compare(key[:], filter.After[:]) > 0 {
			page = append(page, kept)
		}
	}
	slices.SortFunc(page, func(a, b experiment.Experiment) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return page[:min(len(page), filter.Limit)]
}

// ReadExperiment implements ports.ExperimentReader.
func (s *Store) ReadExperiment(_ context.Context, owner tenant.ID, key experiment.Key) (experiment.Experiment, error) {
	kept, found := s.rows(owner).experiments[key]
	if !found {
		return experiment.Experiment{}, fault.Missing("the experiment")
	}
	return kept, nil
}

// ViewExperiment implements ports.ExperimentViews.
func (s *Store) ViewExperiment(ctx context.Context, owner tenant.ID, key experiment.Key) (experiment.Experiment, error) {
	return s.ReadExperiment(ctx, owner, key)
}

// ListExperiments implements ports.ExperimentViews.
func (s *Store) ListExperiments(
	_ context.Context, owner tenant.ID, filter ports.ExperimentFilter,
) ([]experiment.Experiment, error) {
	return s.rows(owner).experimentsOf(filter), nil
}
