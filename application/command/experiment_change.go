package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/canonical"
	"github.com/mmm-engine/mmm-engine/domain/event"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/ports"
)

// ExperimentChanged is the answer to every change of an experiment.
type ExperimentChanged struct {
	Committed

	Experiment experiment.Experiment
}

// ExperimentHandler carries out the changes of experiments. Each use case has a file of
// its own; this one has what they share.
type ExperimentHandler struct {
	reader    ports.ExperimentReader
	playbooks ports.PlaybookReader
	rules     ports.Rules
	store     ports.Store
	admin     Administration
}

// NewExperimentHandler makes the handler.
func NewExperimentHandler(
	reader ports.ExperimentReader, playbooks ports.PlaybookReader, rules ports.Rules, store ports.Store, admin Administration,
) *ExperimentHandler {
	return &ExperimentHandler{reader: reader, playbooks: playbooks, rules: rules, store: store, admin: admin}
}

// trialChange is what one use case does to one experiment.
type trialChange struct {
	caller  actor.Caller
	keyed   Keyed
	key     experiment.Key
	ifMatch int64
	action  string
	event   event.Name
	// reason is the admin's own words, kept with the evidence; may be empty.
	reason string
	// apply answers the next state, and the catalogue's version that it was checked
	// against, nil for none.
	apply func(ctx context.Context, e experiment.Experiment) (experiment.Experiment, *int64, error)
}

// carryOut reads, applies and commits; a lost race is applied anew to the fresh state.
func (h *ExperimentHandler) carryOut(ctx context.Context, c trialChange) (ExperimentChanged, error) {
	return anew(func() (ExperimentChanged, error) {
		before, err := h.reader.ReadExperiment(ctx, c.caller.TenantID, c.key)
		if err != nil {
			return ExperimentChanged{}, err
		}
		if err := before.Expect(c.ifMatch); err != nil {
			return ExperimentChanged{}, err
		}
		after, checked, err := c.apply(ctx, before)
		if err != nil {
			return ExperimentChanged{}, err
		}
		return h.commit(ctx, c, &before, after, checked)
	})
}

func (h *ExperimentHandler) commit(
	ctx context.Context, c trialChange, before *experiment.Experiment, after experiment.Experiment, checked *int64,
) (ExperimentChanged, error) {
	set, err := h.admin.writes(ctx, mutation{
		caller: c.caller, at: after.UpdatedAt, action: c.action, resource: "experiment/" + after.ID.String(),
		event: c.event, before: redactedTrial(before), after: withReason(redactedTrial(&after), c.reason),
	})
	if err != nil {
		return ExperimentChanged{}, err
	}
	set.Experiment = &ports.ExperimentChange{
		Experiment: after, InForceChanged: takesPart(before) || takesPart(&after), Catalogue: checked,
	}
	return commit(ctx, h.store, set, c.keyed, ExperimentChanged{Experiment: after})
}

// takesPart reports whether decisions see the experiment, its name included: they name it.
func takesPart(e *experiment.Experiment) bool { return e != nil && e.Status == experiment.Active }

// redactedTrial answers what the receipt and the audit entry say of an experiment: no texts.
func redactedTrial(e *experiment.Experiment) canonical.Object {
	if e == nil {
		return nil
	}
	variants := make([]canonical.Object, len(e.Definition.Variants))
	for i, v := range e.Definition.Variants {
		variants[i] = canonical.Object{{Name: "name", Value: v.Name}, {Name: "weight", Value: v.Weight}}
	}
	return canonical.Object{
		{Name: "name", Value: e.Definition.Name},
		{Name: "status", Value: string(e.Status)},
		{Name: "variants", Value: variants},
		{Name: "version", Value: e.Version},
	}
}
