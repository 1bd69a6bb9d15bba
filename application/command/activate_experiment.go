package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/fault"
)

// ActivateExperiment lets an experiment take part in decisions (api.md, POST
// /experiments/{id}/activate).
type ActivateExperiment struct {
	Keyed

	Caller actor.Caller
	Key    experiment.Key
	// Reason may be empty.
	Reason string
	// IfMatch is the version that the caller knows; 0 for any.
	IfMatch int64
}

// Authorise implements application.Use.
func (c ActivateExperiment) Authorise() error { return c.Caller.RequireAdmin() }

// Activate carries out ActivateExperiment.
func (h *ExperimentHandler) Activate(ctx context.Context, c ActivateExperiment) (ExperimentChanged, error) {
	if err := checkReason(c.Reason); err != nil {
		return ExperimentChanged{}, err
	}
	activated, err := h.carryOut(ctx, trialChange{
		caller: c.Caller, keyed: c.Keyed, key: c.Key, ifMatch: c.IfMatch,
		action: "experiment.activate", event: event.ExperimentActivated, reason: c.Reason, apply: h.activate,
	})
	if lost(err) {
		return activated, fault.Wrap(fault.Unavailable, "CONTENTION",
			"what is in force changed at the same moment, again and again; repeat the request", err)
	}
	return activated, err
}

// activate checks the experiment against what is in force. The commit goes through only
// while that is so: else two that overlap could both find themselves alone.
func (h *ExperimentHandler) activate(ctx context.Context, e experiment.Experiment) (experiment.Experiment, *int64, error) {
	active, err := e.Activate(h.admin.clock.Now())
	if err != nil {
		return e, nil, err
	}
	// What was valid when it was saved is checked again: a release may have narrowed it.
	if err := h.check(ctx, e.TenantID, e.Definition); err != nil {
		return e, nil, err
	}
	inForce, err := h.playbooks.ReadInForce(ctx, e.TenantID)
	if err != nil {
		return e, nil, err
	}
	if problems := e.Definition.ActivationProblems(inForce.Playbooks); len(problems) > 0 {
		return e, nil, fault.InvalidInput(problems)
	}
	return active, &inForce.Version, e.CheckOverlap(inForce.Experiments)
}
