package decision

import (
	"fmt"
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// Assignment says for which variant of an experiment a decision counts. A decision
// counts where the trigger and the conditions of one of the experiment's playbooks held,
// whatever the variant made of it.
type Assignment struct {
	ExperimentID id.UUID
	Variant      string
	// Playbooks are those of the experiment that it counts through, in the order in which
	// they were asked. Decisions of earlier releases do not say.
	Playbooks []playbook.Key
}

// trial is what experiments make of one playbook whose conditions all hold.
type trial struct {
	exposed []Assignment
	// heldOut says which experiment holds its actions back; empty for none.
	heldOut string
	// spoken is the playbook in a variant's words; nil for its own.
	spoken *playbook.Published
}

// try asks the experiments about a playbook that would fire. Without experiments it
// costs nothing.
func (e *evaluation) try(in *Inputs) {
	if in.Experiments == nil {
		return
	}
	for _, running := range in.Experiments.About(e.playbook.Playbook) {
		if running == nil {
			continue
		}
		if ruling, covered := running.Rule(&in.Facts, in.Request.Subject()); covered {
			e.follow(in, &ruling)
		}
	}
}

func (e *evaluation) follow(in *Inputs, ruling *experiment.Ruling) {
	if e.trial == nil {
		e.trial = &trial{}
	}
	if ruling.Exposed() {
		e.trial.exposed = append(e.trial.exposed, Assignment{
			ExperimentID: ruling.Experiment, Variant: ruling.Variant, Playbooks: []playbook.Key{e.playbook.Playbook},
		})
	}
	if ruling.Holdout && e.trial.heldOut == "" {
		e.trial.heldOut = fmt.Sprintf("The experiment is %q.", ruling.Name)
	}
	if ruling.Spoken != nil {
		e.trial.spoken = ruling.Spoken
	}
	e.fired = e.fired && ruling.Speaks
	if in.Request.Explain {
		e.steps = append(e.steps, Step{
			Name: "experiment", Passed: ruling.Speaks && !ruling.Holdout, Detail: sentenceOf(ruling),
		})
	}
}

// sentenceOf says in plain words what an experiment makes of a playbook.
func sentenceOf(r *experiment.Ruling) string {
	about := fmt.Sprintf("In the experiment %q the variant %q ", r.Name, r.Variant)
	switch {
	case !r.Speaks:
		about += "leaves this playbook out"
	case r.Holdout:
		about += "holds back what this playbook would do"
	case r.Spoken != nil:
		about += "speaks in words of its own"
	default:
		about += "lets this playbook speak as it is"
	}
	switch {
	case !r.Assigned:
		return about + "; it stands in for everybody who cannot be assigned, and nothing is counted."
	case !r.Sound:
		return about + "; nothing is counted, since a text of the experiment is not of the revision in force."
	}
	return about + "."
}

// spoken answers the playbook as it speaks, and its program: in a variant's words where
// there is one. Those compile: an experiment whose words do not has none.
func (e *evaluation) spoken() (*playbook.Published, *playbook.Program) {
	if e.trial == nil || e.trial.spoken == nil {
		return e.playbook, e.program
	}
	program, err := e.trial.spoken.Program()
	if err != nil {
		return e.playbook, e.program
	}
	return e.trial.spoken, program
}

// Assignments answers the experiments that the decision counts for, each once, by id.
func (e Evaluated) Assignments() []Assignment {
	var all []Assignment
	for i := range e {
		if e[i].trial == nil {
			continue
		}
		for _, exposed := range e[i].trial.exposed {
			all = counted(all, exposed)
		}
	}
	slices.SortFunc(all, func(a, b Assignment) int { return slices.Compare(a.ExperimentID[:], b.ExperimentID[:]) })
	return all
}

// counted adds what a playbook counts for. A subject has one variant of an experiment,
// whichever playbook asks.
func counted(all []Assignment, exposed Assignment) []Assignment {
	at := slices.IndexFunc(all, func(a Assignment) bool { return a.ExperimentID == exposed.ExperimentID })
	if at < 0 {
		return append(all, exposed)
	}
	all[at].Playbooks = append(all[at].Playbooks, exposed.Playbooks...)
	return all
}

// Through reports whether what became of the playbook's actions counts for the variant.
func (a Assignment) Through(key playbook.Key) bool {
	return len(a.Playbooks) == 0 || slices.Contains(a.Playbooks, key)
}
