package command

import (
	"context"

	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/tenant"
)

// check answers an Invalid fault with every problem of the definition, its texts included.
func (h *ExperimentHandler) check(ctx context.Context, owner tenant.ID, definition experiment.Definition) error {
	problems := definition.Problems()
	revisions := definition.Revisions()
	if len(revisions) <= experiment.MaxTexts { // with more there is a problem already
		known, err := h.known(ctx, owner, revisions)
		if err != nil {
			return err
		}
		problems = append(problems, definition.TextProblems(known, h.textProblems)...)
	}
	if len(problems) > 0 {
		return fault.InvalidInput(problems)
	}
	return nil
}

func (h *ExperimentHandler) textProblems(definition playbook.Definition) []fault.Problem {
	return append(definition.Problems(), h.rules.Check(definition)...)
}

// known answers those of the revisions that there are.
func (h *ExperimentHandler) known(
	ctx context.Context, owner tenant.ID, revisions []experiment.Revision,
) (map[experiment.Revision]playbook.Definition, error) {
	known := make(map[experiment.Revision]playbook.Definition, len(revisions))
	for _, revision := range revisions {
		found, err := h.playbooks.ReadRevision(ctx, owner, revision.Playbook, revision.Number)
		switch {
		case err == nil:
			known[revision] = found.Definition
		case !fault.Is(err, fault.NotFound):
			return nil, err
		}
	}
	return known, nil
}
