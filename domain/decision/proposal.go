package decision

import "github.com/mmm-engine/mmm-engine/domain/generation"

// Proposal is what is worth saying, in rank order, before the limits are asked.
type Proposal struct {
	evaluated  Evaluated
	candidates []Candidate
	suppressed []Suppression
	// withheld are the flags of texts whose actions were held back for them, and unsafe says
	// that there were any.
	withheld []generation.Flag
	unsafe   bool
}

// Gate composes, gates, ranks and renders the actions of the playbooks that fired
// (product.md, steps 6 and 7). It depends on its arguments alone.
func Gate(in *Inputs, evaluated Evaluated) Proposal {
	proposal := Proposal{evaluated: evaluated}
	candidates := compose(evaluated)
	candidates, proposal.suppressed = pass(in, candidates)
	rank(in, candidates)
	candidates, unrendered := render(in, candidates)
	proposal.candidates = candidates
	proposal.suppressed = append(proposal.suppressed, unrendered...)
	return proposal
}

// Actions answers how many actions are proposed, those of shadow playbooks aside.
func (p *Proposal) Actions() int {
	count := 0
	for i := range p.candidates {
		if !p.candidates[i].shadow() {
			count++
		}
	}
	return count
}

// compose answers the actions of the playbooks that fired.
func compose(evaluated Evaluated) []Candidate {
	var candidates []Candidate
	for _, e := range evaluated {
		if !e.fired {
			continue
		}
		spoken, program := e.spoken()
		for number, template := range spoken.Definition.Actions {
			candidates = append(candidates, Candidate{
				playbook: spoken, program: program, trial: e.trial, number: number, surfaces: template.Surfaces,
			})
		}
	}
	return candidates
}
