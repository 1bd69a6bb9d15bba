package decision_test

import (
	"slices"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/decision"
	"github.com/mmm-engine/mmm-engine/domain/fatigue"
	"github.com/mmm-engine/mmm-engine/domain/id"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
	"github.com/mmm-engine/mmm-engine/domain/signal"
)

// regime decides by its own playbooks and remembers what it said, as the engine does.
type regime struct {
	playbooks    *playbook.Index
	subjects     map[signal.Subject]fatigue.Window
	repositories map[string]map[id.UUID]fatigue.Window
}

// under is the regime with every playbook in one mode.
func under(mode playbook.Mode, published []playbook.Published) *regime {
	own := slices.Clone(published)
	for i := range own {
		own[i].Definition.Mode = mode
	}
	return &regime{
		playbooks: playbook.NewIndex(own), subjects: map[signal.Subject]fatigue.Window{},
		repositories: map[string]map[id.UUID]fatigue.Window{},
	}
}

func (r *regime) decide(in decision.Inputs) (decision.Decision, []fatigue.Change) {
	subject, repo := in.Request.Subject(), in.Request.Context.Place.RepoID
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
	actions    []action.Action
	suppressed []decision.Suppression
	remembered []fatigue.Change
}

// verdictOf forgets what tells the modes apart: ids, and the flag wherever it stands.
func verdictOf(d *decision.Decision, said []action.Action, changes []fatigue.Change) verdict {
	v := verdict{fired: d.Fired, actions: said, suppressed: d.Suppressed}
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
	actions int
	reasons map[decision.Reason]int
	details map[string]int
}

func (m *met) add(v verdict) {
	m.actions += len(v.actions)
	for _, s := range v.suppressed {
		m.reasons[s.Reason]++
		m.details[s.Detail]++
	}
}
