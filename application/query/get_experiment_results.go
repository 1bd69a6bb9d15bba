package query

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/experiment/results"
	"github.com/mmm-engine/mmm-engine/ports"
)

// GetExperimentResults asks what an experiment has shown (api.md, GET /experiments/{id}/results).
type GetExperimentResults struct {
	Caller actor.Caller
	Key    experiment.Key
}

// ExperimentResults is the answer.
type ExperimentResults struct {
	results.Results

	Key    experiment.Key
	Status experiment.Status
}

// Authorise implements application.Use.
func (q GetExperimentResults) Authorise() error { return q.Caller.RequireAdmin() }

// Results answers queries on what experiments have shown.
type Results struct{ tallies ports.ExperimentTallies }

// NewResults makes the handler.
func NewResults(tallies ports.ExperimentTallies) *Results { return &Results{tallies: tallies} }

// Get carries out GetExperimentResults.
func (r *Results) Get(ctx context.Context, q GetExperimentResults) (ExperimentResults, error) {
	found, tallies, err := r.tallies.ViewTallies(ctx, q.Caller.TenantID, q.Key)
	if err != nil {
		return ExperimentResults{}, err
	}
	return ExperimentResults{
		Key: found.ID, Status: found.Status, Results: results.Of(found.Definition, tallies),
	}, nil
}
