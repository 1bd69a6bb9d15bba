package decision

// Proposal is what is worth saying, in rank order, before the limits are asked.
type Proposal struct {
	evaluations []evaluation
	candidates  []Candidate
	suppressed  []Suppression
}

// Propose matches, evaluates, gates, ranks and renders (product.md, steps 3 to 7).
// It depends on its inputs alone.
func Propose(in *Inputs) Proposal {
	proposal := Proposal{evaluations: evaluate(in)}
	candidates := compose(proposal.evaluations)
	candidates, proposal.suppressed = pass(in, candidates)
	rank(in, candidates)
	candidates, unrendered := render(in, candidates)
	proposal.candidates = candidates
	proposal.suppressed = append(proposal.suppressed, unrendered...)
	return proposal
}

// compose answers the actions of the playbooks that fired.
func compose(evaluations []evaluation) []Candidate {
	var candidates []Candidate
	for _, e := range evaluations {
		if !e.fired {
			continue
		}
		for number, template := range e.playbook.Definition.Actions {
			candidates = append(candidates, Candidate{
				playbook: e.playbook, program: e.program, number: number, surfaces: template.Surfaces,
			})
		}
	}
	return candidates
}

func (p *Proposal) fired() []Fired {
	var fired []Fired
	for _, e := range p.evaluations {
		if e.fired {
			fired = append(fired, firedOf(e.playbook))
		}
	}
	return fired
}
