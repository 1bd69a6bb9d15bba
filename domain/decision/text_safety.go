package decision

import (
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/generation"
)

// Texts is the safety of the generated texts that a decision shows or held back.
type Texts struct {
	// Flags are the risks that were noticed, each once, as class:severity.
	Flags []string
	// Withheld is set when a text was not fit to be shown.
	Withheld bool
}

// safety sums up the texts of what is shown, and those that actions were held back for.
func (p *Proposal) safety(shown []Candidate) Texts {
	sum := Texts{Withheld: p.unsafe}
	sum.note(p.withheld)
	for _, c := range shown {
		if c.text == nil {
			continue
		}
		sum.Withheld = sum.Withheld || c.text.Safety == generation.Fail
		sum.note(c.text.Flags)
	}
	return sum
}

func (t *Texts) note(flags []generation.Flag) {
	for _, flag := range flags {
		if !slices.Contains(t.Flags, flag.String()) {
			t.Flags = append(t.Flags, flag.String())
		}
	}
}
