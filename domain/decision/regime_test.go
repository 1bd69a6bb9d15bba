package decision_test

import (
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/experiment"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// regime decides by its own playbooks and remembers what it said, as the engine does.
type regime struct {
	playbooks    *playbook.Index
	experiments  *experiment.Running
	subjects     map[signal.Subject]fatigue.Window
	repositories map[string]map[id.UUID]fatigue.Window
}

// tested are experiments about half of the generated playbooks, and one about all.
func tested() []experiment.Experiment {
	words, quiet := arms(6000, 3000, 1000), arms(0, 0, 0)
	quiet.ID, quiet.Definition.Name, quiet.Definition.Playbooks = id.UUID{51}, "quiet", nil
	quiet.Definition.Variants = []experiment.Variant{
		{Name: "talk", Weight: 9800, Control: true}, {Name: "none", Weight: 200, Holdout: true},
	}
	for number := byte(3); number <= 6; number++ {
		words.Definition.Playbooks = append(words.Definition.Playbooks, playbook.Key{number})
	}
	words.Definition.Scope.Repositories = []string{"acme/*"}
	return []experiment.Experiment{words, quiet}
}

// under is the regime with every playbook in one mode.
func under(mode playbook.Mode, published []playbook.Published) *regime {
	own := slices.Clone(published)
	for i := range own {
		own[i].Definition.Mode = mode
	}
	return &regime{
		playbooks: playbook.NewIndex(own), experiments: experiment.NewRunning(tested(), own, compiled), subjects: map[signal.Subject]fatigue.Window{},
		repositories: map[string]map[id.UUID]fatigue.Window{},
	}
}

func (r *regime) decide(in decision.Inputs) (decision.Decision, []fatigue.Change) {
	subject, repo := in.Request.Subject(), in.Request.Context.Place.RepoID
	in.Experiments = r.experiments
	in.Playbooks, in.Memory = r.playbooks, fatigue.Memory{Subject: r.subjects[subject], Repository: r.repositories[repo]}
	decided, changes := limited(&in)
	for _, change := range changes {
		if change.PlaybookID.IsZero() {
			r.subjects[subject] = change.Window
			continue
		}
		if r.repositories[repo] == nil {
			r.repositories[repo] = map[id.UUID]fatigue.Window{}
		}
		r.repositories[repo][change.PlaybookID] = change.Window
	}
	return decided, changes
}

// verdict is what a decision comes to, whether anybody was shown it or not.
type verdict struct {
	fired      []decision.Fired
	assigned   []decision.Assignment
	actions    []action.Action
	suppressed []decision.Suppression
	remembered []fatigue.Change
}

// verdictOf forgets what tells the modes apart: ids, and the flag wherever it stands.
func verdictOf(d *decision.Decision, said []action.Action, changes []fatigue.Change) verdict {
	v := verdict{fired: d.Fired, assigned: d.Assignments, actions: said, suppressed: d.Suppressed}
	for i := range v.actions {
		v.actions[i].ID = id.UUID{}
	}
	for i := range v.suppressed {
		v.suppressed[i].Shadow = false
	}
	for _, change := range changes {
		change.Window.Entries = slices.Clone(change.Window.Entries)
		for i := range change.Window.Entries {
			change.Window.Entries[i].Shadow = false
		}
		v.remembered = append(v.remembered, change)
	}
	return v
}

// met counts what a sequence came to, to see that it is worth something.
type met struct {
	actions  int
	reasons  map[decision.Reason]int
	details  map[string]int
	variants map[string]int
}

func (m *met) add(v verdict) {
	m.actions += len(v.actions)
	for _, a := range v.assigned {
		m.variants[a.Variant]++
	}
	for _, s := range v.suppressed {
		m.reasons[s.Reason]++
		m.details[s.Detail]++
	}
}
