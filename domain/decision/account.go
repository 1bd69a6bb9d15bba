package decision

import (
	"fmt"

	"github.com/mmm-engine/mmm-engine/domain/action"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// Account says why a decision came out as it did, from what was kept of it.
type Account struct {
	// Complete is true where the decision was asked to explain itself: then every playbook
	// considered is there. Else only those that fired are, since nothing was kept of the
	// others.
	Complete  bool
	Playbooks []Considered
}

// Account answers what was explained, or what can be told afterwards.
func (d *Decision) Account() Account {
	if len(d.Explanation) > 0 {
		return Account{Complete: true, Playbooks: d.Explanation}
	}
	account := Account{Playbooks: make([]Considered, len(d.Fired))}
	for i, fired := range d.Fired {
		account.Playbooks[i] = Considered{Playbook: fired, Fired: true, Steps: d.stepsOf(fired.PlaybookID)}
	}
	return account
}

// stepsOf tells what became of a playbook's actions. Their numbers in the playbook are
// kept only of those that were held back.
func (d *Decision) stepsOf(key playbook.Key) []Step {
	steps := []Step{
		{Name: "trigger", Passed: true}, {Name: "conditions", Passed: true, Detail: "Every condition held."},
	}
	for _, s := range d.Suppressed {
		if s.PlaybookID == key {
			steps = append(steps, Step{Name: actionPath(s.ActionNumber), Detail: s.Explain()})
		}
	}
	for i := range d.Actions {
		if a := &d.Actions[i]; a.PlaybookID == key {
			steps = append(steps, proposed(a, "was proposed"))
		}
	}
	for i := range d.Shadow {
		if a := &d.Shadow[i]; a.PlaybookID == key {
			steps = append(steps, proposed(a, "would have been proposed, but for shadow mode"))
		}
	}
	return steps
}

func proposed(a *action.Action, fate string) Step {
	return Step{Name: "action", Passed: true, Detail: fmt.Sprintf("A %s %s.", a.Type, fate)}
}
