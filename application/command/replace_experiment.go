package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
)

// ReplaceExperiment stores another definition (api.md, PUT /experiments/{id}). Of an
// active experiment only the name and the description may differ.
type ReplaceExperiment struct {
	Keyed

	Caller     actor.Caller
	Key        experiment.Key
	Definition experiment.Definition
	// IfMatch is the version that the caller knows; 0 for any.
	IfMatch int64
}

// Authorise implements application.Use.
func (c ReplaceExperiment) Authorise() error { return c.Caller.RequireAdmin() }

// Replace carries out ReplaceExperiment.
func (h *ExperimentHandler) Replace(ctx context.Context, c ReplaceExperiment) (ExperimentChanged, error) {
	if err := h.check(ctx, c.Caller.TenantID, c.Definition); err != nil {
		return ExperimentChanged{}, err
	}
	return h.carryOut(ctx, trialChange{
		caller: c.Caller, keyed: c.Keyed, key: c.Key, ifMatch: c.IfMatch,
		action: "experiment.update", event: event.ExperimentReplaced,
		apply: func(_ context.Context, e experiment.Experiment) (experiment.Experiment, *int64, error) {
			replaced, err := e.Replace(c.Definition.Normalised(), h.admin.clock.Now())
			return replaced, nil, err
		},
	})
}
