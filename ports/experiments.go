package ports

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/experiment/results"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// ExperimentReader reads experiments for commands, from the primary.
type ExperimentReader interface {
	// ReadExperiment answers the experiment's present state. Another tenant's, or one that
	// does not exist, is a NotFound fault.
	ReadExperiment(ctx context.Context, owner tenant.ID, key experiment.Key) (experiment.Experiment, error)
}

// ExperimentViews answer queries on experiments.
type ExperimentViews interface {
	// ViewExperiment answers one experiment; NotFound when it is not the tenant's.
	ViewExperiment(ctx context.Context, owner tenant.ID, key experiment.Key) (experiment.Experiment, error)
	// ListExperiments answers a page, oldest first (by id).
	ListExperiments(ctx context.Context, owner tenant.ID, filter ExperimentFilter) ([]experiment.Experiment, error)
}

// ExperimentTallies answer what was counted for experiments, as fresh as the context
// demands.
type ExperimentTallies interface {
	// ViewTallies answers an experiment and, as of the same moment, what was counted for
	// each variant over all days, in no particular order: none of a variant that nothing was
	// counted for, and also those of variants that the definition no longer has. NotFound
	// when the experiment is not the tenant's.
	ViewTallies(ctx context.Context, owner tenant.ID, key experiment.Key) (experiment.Experiment, []results.Tally, error)
}

// ExperimentFilter narrows a list.
type ExperimentFilter struct {
	// Status is empty for all.
	Status experiment.Status
	// After is the last id of the page before; zero for the first page.
	After experiment.Key
	Limit int
}

// ExperimentChange is an experiment's next state (compare-and-swap on its version).
type ExperimentChange struct {
	// Experiment is the state to store, its Version one more than the expected one; 1
	// creates it.
	Experiment experiment.Experiment
	// InForceChanged says that decisions see a difference.
	InForceChanged bool
	// Catalogue is the version of what is in force that an activation was checked against
	// (compare-and-swap: nothing in force changed since). Any other change has none, and
	// goes through whatever is in force.
	Catalogue *int64
}
