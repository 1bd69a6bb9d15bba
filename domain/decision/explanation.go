package decision

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// Considered explains one playbook: step by step, why it fired or not.
type Considered struct {
	Playbook Fired
	// Fired is true when a trigger matched, every condition held and no experiment left it out.
	Fired bool
	Steps []Step
}

// Step is one question that was asked of a playbook.
type Step struct {
	// Name is trigger, a condition's path such as "conditions[0]", experiment, or an
	// action's path such as "actions[1]".
	Name   string `json:"name"`
	Passed bool   `json:"passed"`
	// Detail is empty when there is nothing to add.
	Detail string `json:"detail,omitempty"`
}

// Fired names a playbook at the revision that was in force.
type Fired struct {
	PlaybookID playbook.Key
	Revision   int
	Version    string
}

func firedOf(p *playbook.Published) Fired {
	return Fired{PlaybookID: p.Playbook, Revision: p.Revision, Version: p.Definition.Version}
}

// maxUnmatched bounds how many playbooks an explanation lists of which no trigger
// matched: it is kept with the decision.
const maxUnmatched = 100

// explain answers a line for every playbook whose trigger matched, and for the
// first maxUnmatched of the others in force. A decision that explains touches them
// all; one that does not, only those whose trigger can match.
func explain(in *Inputs, evaluated Evaluated, suppressed []Suppression, kept []Candidate) []Considered {
	if !in.Request.Explain {
		return nil
	}
	matched := make(map[*playbook.Published]*evaluation, len(evaluated))
	for i := range evaluated {
		matched[evaluated[i].playbook] = &evaluated[i]
	}
	steps := actionSteps(suppressed, kept)
	var lines []Considered
	unmatched := 0
	for _, p := range in.Playbooks.All() {
		if matched[p] == nil {
			if unmatched++; unmatched > maxUnmatched {
				continue
			}
		}
		line := considered(p, matched[p])
		line.Steps = append(line.Steps, steps[p.Playbook]...)
		lines = append(lines, line)
	}
	return lines
}

func considered(p *playbook.Published, e *evaluation) Considered {
	line := Considered{Playbook: firedOf(p)}
	if e == nil {
		line.Steps = []Step{{Name: "trigger", Detail: "no trigger matches this signal, actor and place"}}
		return line
	}
	line.Fired = e.fired
	line.Steps = append([]Step{{Name: "trigger", Passed: true}}, e.steps...)
	return line
}

// actionSteps answers what became of the actions, by playbook, in its own order.
func actionSteps(suppressed []Suppression, kept []Candidate) map[playbook.Key][]Step {
	steps := make(map[playbook.Key][]Step)
	for _, became := range inOrder(suppressed, kept) {
		steps[became.of] = append(steps[became.of], became.step)
	}
	return steps
}

// actionStep is what became of a playbook's action.
type actionStep struct {
	of     playbook.Key
	number int
	step   Step
}

func inOrder(suppressed []Suppression, kept []Candidate) []actionStep {
	all := make([]actionStep, 0, len(suppressed)+len(kept))
	for _, s := range suppressed {
		step := Step{Name: actionPath(s.ActionNumber), Detail: s.Explain()}
		all = append(all, actionStep{of: s.PlaybookID, number: s.ActionNumber, step: step})
	}
	for _, c := range kept {
		step := Step{Name: actionPath(c.number), Passed: true, Detail: c.fate()}
		all = append(all, actionStep{of: c.playbook.Playbook, number: c.number, step: step})
	}
	slices.SortFunc(all, func(a, b actionStep) int { return cmp.Compare(a.number, b.number) })
	return all
}

// Explain says why in plain words.
func (s Suppression) Explain() string {
	if s.Detail == "" {
		return string(s.Reason) + ": " + s.Reason.Sentence()
	}
	return string(s.Reason) + ": " + s.Reason.Sentence() + " " + s.Detail
}

func actionPath(number int) string { return fmt.Sprintf("actions[%d]", number) }
