package experiment

import (
	"sync"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// Running are a tenant's active experiments, prepared for decisions by the playbooks in
// force. It is immutable. Nil means none.
type Running struct {
	// global is the one about every playbook; nil for none.
	global *Trial
	trials map[playbook.Key]*Trial
}

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

// NewRunning prepares active experiments, of which no two overlap, for the playbooks in
// force. Without any it answers nil.
func NewRunning(
	active []Experiment, published []playbook.Published, compile func(playbook.Definition) (*playbook.Program, error),
) *Running {
	if len(active) == 0 {
		return nil
	}
	inForce := make(map[playbook.Key]*playbook.Published, len(published))
	for i := range published {
		inForce[published[i].Playbook] = &published[i]
	}
	running := &Running{trials: map[playbook.Key]*Trial{}}
	for i := range active {
		running.add(&active[i], inForce, compile)
	}
	return running
}

func (r *Running) add(
	e *Experiment, inForce map[playbook.Key]*playbook.Published, compile func(playbook.Definition) (*playbook.Program, error),
) {
	if len(e.Definition.Playbooks) == 0 {
		r.global = newTrial(e, nil, compile)
		return
	}
	for _, key := range e.Definition.Playbooks {
		if p := inForce[key]; p != nil {
			r.trials[key] = newTrial(e, p, compile)
		}
	}
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

// About answers the experiments that a playbook takes part in: the one that names it
// and the one about every playbook, each nil where there is none.
func (r *Running) About(key playbook.Key) [2]*Trial { return [2]*Trial{r.trials[key], r.global} }

// Ruling is what an experiment makes of one playbook in one decision.
type Ruling struct {
	Experiment Key
	// Name is the experiment's, for people.
	Name    string
	Variant string
	// Assigned is false where there is no subject to assign: then it is as under the
	// control variant, and nobody is counted.
	Assigned bool
	// Sound is false where a text is not of the revision in force, in whichever variant:
	// then no variant replaces any and nobody is counted, so that all are treated alike.
	Sound bool
	// Speaks is false where the variant leaves the playbook out.
	Speaks bool
	// Holdout holds back what the playbook would do.
	Holdout bool
	// Spoken is the playbook in the variant's words; nil for its own.
	Spoken *playbook.Published
}

// Exposed reports whether the decision counts for the variant. It is the same question
// for all of them, whatever they make of the playbook: else their results could not be
// compared.
func (r *Ruling) Exposed() bool { return r.Assigned && r.Sound }

// Rule answers what the experiment makes of the playbook, which would fire. The second
// is false where its scope does not cover the decision.
func (t *Trial) Rule(facts *playbook.Facts, subject signal.Subject) (Ruling, bool) {
	if !t.scope.MatchesPlace(facts) {
		return Ruling{}, false
	}
	d, number := t.experiment.Definition, t.control
	if subject != "" {
		number = d.Assign(t.experiment.ID, subject)
	}
	variant, one := &d.Variants[number], t.arms[number]
	ruling := Ruling{
		Experiment: t.experiment.ID, Name: d.Name, Variant: variant.Name, Assigned: subject != "", Sound: t.sound(),
		Speaks: one.speaks, Holdout: variant.Holdout,
	}
	if ruling.Sound {
		ruling.Spoken = one.spoken
	}
	return ruling, true
}
