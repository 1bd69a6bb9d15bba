package query

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/ports"
)

// GetExperiment asks for one experiment (api.md, GET /experiments/{id}).
type GetExperiment struct {
	Caller actor.Caller
	Key    experiment.Key
}

// Authorise implements application.Use.
func (q GetExperiment) Authorise() error { return q.Caller.RequireAdmin() }

// Experiments answers queries on experiments.
type Experiments struct{ views ports.ExperimentViews }

// NewExperiments makes the handler.
func NewExperiments(views ports.ExperimentViews) *Experiments { return &Experiments{views: views} }

// Get carries out GetExperiment.
func (x *Experiments) Get(ctx context.Context, q GetExperiment) (experiment.Experiment, error) {
	return x.views.ViewExperiment(ctx, q.Caller.TenantID, q.Key)
}
