package command

import (
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/ports"
)

// attempt is one of the tries of a decision.
type attempt struct {
	// again has it read the truth only, after a lost compare-and-swap.
	again bool
	// contended has it decide without saying anything.
	contended bool
	// budget is the time that is left.
	budget time.Duration
	// degraded is what was unavailable to this try or one before: it was unavailable for
	// the decision, though a try that goes by the truth has no need of it any more.
	degraded []string
}

// learn has what is known say what was unavailable to the tries before as well.
func (a *attempt) learn(known *ports.DecisionInputs) {
	for _, name := range known.Degraded {
		if !slices.Contains(a.degraded, name) {
			a.degraded = append(a.degraded, name)
		}
	}
	known.Degraded = a.degraded
}
