package decision

import (
	"fmt"

	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// Evaluated is what became of each playbook whose trigger matched, in their order.
type Evaluated []evaluation

// Fired are the playbooks whose conditions all hold.
func (e Evaluated) Fired() []Fired {
	var fired []Fired
	for _, one := range e {
		if one.fired {
			fired = append(fired, firedOf(one.playbook))
		}
	}
	return fired
}

// evaluation is what became of a playbook whose trigger matched.
type evaluation struct {
	playbook *playbook.Published
	program  *playbook.Program
	fired    bool
	// trial is what experiments make of it; nil without one.
	trial *trial
	steps []Step
}

// Evaluate asks the conditions of every playbook whose trigger matches. One that
// cannot be evaluated makes its playbook not fire, and says so; it is never
// guessed (product.md, step 5). It depends on its inputs alone.
func Evaluate(in *Inputs) Evaluated {
	matched := in.Playbooks.Match(&in.Facts)
	evaluated := make(Evaluated, len(matched))
	for i, p := range matched {
		evaluated[i].playbook = p
		evaluated[i].ask(in)
	}
	return evaluated
}

func (e *evaluation) ask(in *Inputs) {
	program, err := e.playbook.Program()
	if err != nil {
		e.noteBroken(in, err)
		return
	}
	e.program = program
	for i, condition := range program.Conditions {
		holds, err := condition(in.Env)
		e.noteCondition(in, i, holds, err)
		if err != nil || !holds {
			return
		}
	}
	e.fired = true
	e.try(in)
}

func (e *evaluation) noteBroken(in *Inputs, err error) {
	if in.Request.Explain {
		e.steps = append(e.steps, Step{Name: "compile", Detail: "the published revision does not compile: " + err.Error()})
	}
}

// noteCondition puts nothing into words that nobody asked for.
func (e *evaluation) noteCondition(in *Inputs, number int, holds bool, err error) {
	if in.Request.Explain {
		e.steps = append(e.steps, conditionStep(number, holds, err))
	}
}

func conditionStep(number int, holds bool, err error) Step {
	step := Step{Name: fmt.Sprintf("conditions[%d]", number), Passed: holds && err == nil}
	switch {
	case err != nil:
		step.Detail = "could not be evaluated: " + err.Error()
	case !holds:
		step.Detail = "does not hold"
	}
	return step
}
