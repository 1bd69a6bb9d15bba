package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
)

// DeactivateExperiment ends an experiment's part in decisions (api.md, POST
// /experiments/{id}/deactivate).
type DeactivateExperiment struct {
	Keyed

	Caller actor.Caller
	Key    experiment.Key
	// Reason may be empty.
	Reason string
	// IfMatch is the version that the caller knows; 0 for any.
	IfMatch int64
}

// Authorise implements application.Use.
func (c DeactivateExperiment) Authorise() error { return c.Caller.RequireAdmin() }

// Deactivate carries out DeactivateExperiment. It waits for no check: it must always be
// possible to stop.
func (h *ExperimentHandler) Deactivate(ctx context.Context, c DeactivateExperiment) (ExperimentChanged, error) {
	if err := checkReason(c.Reason); err != nil {
		return ExperimentChanged{}, err
	}
	return h.carryOut(ctx, trialChange{
		caller: c.Caller, keyed: c.Keyed, key: c.Key, ifMatch: c.IfMatch,
		action: "experiment.deactivate", event: event.ExperimentDeactivated, reason: c.Reason,
		apply: func(_ context.Context, e experiment.Experiment) (experiment.Experiment, *int64, error) {
			inactive, err := e.Deactivate(h.admin.clock.Now())
			return inactive, nil, err
		},
	})
}
