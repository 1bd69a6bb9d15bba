package decision

import "github.com/mmm-engine/mmm-engine/domain/generation"

// Texts is the safety of the generated texts that a decision shows or held back.
type Texts struct {
	// Flags are the risks that were noticed, each as class:severity.
	Flags []string
	// Withheld is set when a text was not fit to be shown.
	Withheld bool
}

// safety sums up the texts of what is shown, and those that actions were held back for.
func (p *Proposal) safety(shown []Candidate) Texts {
	sum := Texts{Withheld: p.unsafe}
	for _, flag := range p.withheld {
		sum.Flags = append(sum.Flags, flag.String())
	}
	for _, c := range shown {
		if c.text == nil {
			continue
		}
		sum.Withheld = sum.Withheld || c.text.Safety == generation.Fail
		for _, flag := range c.text.Flags {
			sum.Flags = append(sum.Flags, flag.String())
		}
	}
	return sum
}
