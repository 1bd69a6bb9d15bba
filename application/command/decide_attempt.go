package command

import (
	"slices"
	"time"

	"github.com/mmm-engine/mmm-engine/domain/decision"
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
	// ends is when it is spent, on the monotonic clock.
	ends time.Duration
	// degraded is what was unavailable to this try or one before: it was unavailable for
	// the decision, though a try that goes by the truth has no need of it any more.
	degraded []string
}

// learn has what is known say what was unavailable to the tries before as well.
func (a *attempt) learn(known *ports.DecisionInputs) {
	known.Degraded = a.union(known.Degraded)
}

// learnOf remembers what the inputs are known to be without.
func (a *attempt) learnOf(in *decision.Inputs) { in.Degraded = a.union(in.Degraded) }

func (a *attempt) union(names []string) []string {
	for _, name := range names {
		if !slices.Contains(a.degraded, name) {
			a.degraded = append(a.degraded, name)
		}
	}
	return a.degraded
}
