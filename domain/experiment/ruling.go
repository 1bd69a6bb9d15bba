package experiment

import (
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

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
