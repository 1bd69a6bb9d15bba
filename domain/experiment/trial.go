package experiment

import (
	"sync"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// Trial is one playbook in one experiment.
type Trial struct {
	experiment *Experiment
	scope      playbook.Trigger
	// number of the control variant.
	control int
	// arms are what each variant makes of the playbook.
	arms []arm
	// sound says whether all variants can speak as they were written. It is asked at the
	// first decision: it compiles.
	sound func() bool
}

// arm is what one variant makes of one playbook.
type arm struct {
	speaks bool
	// spoken is the playbook in the variant's words; nil where they are its own.
	spoken *playbook.Published
}

// newTrial prepares one playbook, nil for every one, of which no text speaks.
func newTrial(
	e *Experiment, p *playbook.Published, compile func(playbook.Definition) (*playbook.Program, error),
) *Trial {
	trial := &Trial{experiment: e, scope: e.Definition.Scope.trigger(), control: e.Definition.control()}
	current := true
	for i := range e.Definition.Variants {
		v := &e.Definition.Variants[i]
		one := arm{speaks: p == nil || v.speaks(p.Playbook)}
		if p != nil {
			one.spoken = v.spoken(p, compile)
			current = current && v.isOf(p)
		}
		trial.arms = append(trial.arms, one)
	}
	trial.sound = sync.OnceValue(func() bool { return current && compiles(trial.arms) })
	return trial
}

// spoken answers the playbook in the variant's words, nil where they are its own.
func (v *Variant) spoken(p *playbook.Published, compile func(playbook.Definition) (*playbook.Program, error)) *playbook.Published {
	worded, differs := v.worded(p.Playbook, p.Definition)
	if !differs {
		return nil
	}
	return &playbook.Published{
		Playbook: p.Playbook, Revision: p.Revision, Definition: worded,
		Program: sync.OnceValues(func() (*playbook.Program, error) { return compile(worded) }),
	}
}

// isOf reports whether the variant's texts of the playbook are of the revision in force.
func (v *Variant) isOf(p *playbook.Published) bool {
	for _, text := range v.Texts {
		if text.PlaybookID == p.Playbook && text.Revision != p.Revision {
			return false
		}
	}
	return true
}

func compiles(arms []arm) bool {
	for _, one := range arms {
		if one.spoken == nil {
			continue
		}
		if _, err := one.spoken.Program(); err != nil {
			return false
		}
	}
	return true
}
