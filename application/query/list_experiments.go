package query

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ListExperiments asks for a page of experiments (api.md, GET /experiments).
type ListExperiments struct {
	Caller actor.Caller
	// Status is empty for all.
	Status experiment.Status
	// After is the last id of the page before; zero for the first page.
	After experiment.Key
	// Limit is from 1 to 200.
	Limit int
}

// ExperimentPage is the answer; More says that another page follows.
type ExperimentPage struct {
	Items []experiment.Experiment
	More  bool
}

// Authorise implements application.Use.
func (q ListExperiments) Authorise() error { return q.Caller.RequireAdmin() }

// List carries out ListExperiments.
func (x *Experiments) List(ctx context.Context, q ListExperiments) (ExperimentPage, error) {
	items, err := x.views.ListExperiments(ctx, q.Caller.TenantID, ports.ExperimentFilter{
		Status: q.Status, After: q.After, Limit: q.Limit + 1,
	})
	items, more := page(items, q.Limit)
	return ExperimentPage{Items: items, More: more}, err
}
