package experiment

import "github.com/mmm-engine/mmm-engine/domain/playbook"

// Running are a tenant's active experiments, prepared for decisions by the playbooks in
// force. It is immutable. Nil means none.
type Running struct {
	// global is the one about every playbook; nil for none.
	global *Trial
	trials map[playbook.Key]*Trial
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

// About answers the experiments that a playbook takes part in: the one that names it
// and the one about every playbook, each nil where there is none.
func (r *Running) About(key playbook.Key) [2]*Trial { return [2]*Trial{r.trials[key], r.global} }
