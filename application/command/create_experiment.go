package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
)

// CreateExperiment makes a draft (api.md, POST /experiments).
type CreateExperiment struct {
	Keyed

	Caller     actor.Caller
	Definition experiment.Definition
}

// Authorise implements application.Use.
func (c CreateExperiment) Authorise() error { return c.Caller.RequireAdmin() }

// Create carries out CreateExperiment.
func (h *ExperimentHandler) Create(ctx context.Context, c CreateExperiment) (ExperimentChanged, error) {
	if err := h.check(ctx, c.Caller.TenantID, c.Definition); err != nil {
		return ExperimentChanged{}, err
	}
	now := h.admin.clock.Now()
	created := experiment.New(h.admin.ids.New(now), c.Caller.TenantID, c.Definition.Normalised(), now)
	as := trialChange{caller: c.Caller, keyed: c.Keyed, action: "experiment.create", event: event.ExperimentCreated}
	return anew(func() (ExperimentChanged, error) { return h.commit(ctx, as, nil, created, nil) })
}
