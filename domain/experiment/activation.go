package experiment

import (
	"fmt"
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// ActivationProblems answers what keeps the definition from running over the playbooks
// in force: each that it names must be one, and its texts must be of that revision.
func (d Definition) ActivationProblems(published []playbook.Published) []fault.Problem {
	inForce := make(map[playbook.Key]int, len(published))
	for i := range published {
		inForce[published[i].Playbook] = published[i].Revision
	}
	var problems []fault.Problem
	for i, key := range d.Playbooks {
		if inForce[key] == 0 {
			problems = append(problems, fault.Problem{
				Path: fmt.Sprintf("playbooks[%d]", i), Message: "is no published playbook of this tenant; publish it first",
			})
		}
	}
	for i := range d.Variants {
		for j, text := range d.Variants[i].Texts {
			if current := inForce[text.PlaybookID]; current != 0 && current != text.Revision {
				problems = append(problems, fault.Problem{
					Path:    fmt.Sprintf("variants[%d].texts[%d].revision", i, j),
					Message: fmt.Sprintf("is not the revision in force, which is %d", current),
				})
			}
		}
	}
	return problems
}

// CheckOverlap refuses an experiment that would speak about the same playbook as one that
// is active, so that no result has two causes. One about every playbook is apart from
// those about some: it meets only its like.
func (e Experiment) CheckOverlap(active []Experiment) error {
	for _, other := range active {
		if other.ID == e.ID || !e.Definition.overlaps(other.Definition) {
			continue
		}
		return fault.New(fault.Conflict, "EXPERIMENT_OVERLAP",
			"the active experiment "+other.ID.String()+" is about the same playbooks; deactivate it first")
	}
	return nil
}

func (d Definition) overlaps(other Definition) bool {
	if len(d.Playbooks) == 0 || len(other.Playbooks) == 0 {
		return len(d.Playbooks) == len(other.Playbooks)
	}
	return slices.ContainsFunc(d.Playbooks, func(key playbook.Key) bool {
		return slices.Contains(other.Playbooks, key)
	})
}
