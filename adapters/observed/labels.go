package observed

import (
	"context"
	"errors"

	"github.com/mmm-engine/mmm-engine/domain/actor"
	"github.com/mmm-engine/mmm-engine/domain/fault"
	"github.com/mmm-engine/mmm-engine/domain/playbook"
)

// Values of labels. Every label but the tenant's comes from a list in the program.
const (
	resultSuccess = "success"
	resultFailure = "failure"
)

// CircuitOpen is the code of the fault by which a breaker refuses a call.
const CircuitOpen = "CIRCUIT_OPEN"

func actorTypes() []actor.Type { return []actor.Type{actor.Human, actor.AIAgent, actor.Service} }

// outcome is "success" or the kind of the fault.
func outcome(err error) string {
	if err == nil {
		return resultSuccess
	}
	return fault.Of(err).String()
}

// callResult says how a call of another service went.
func callResult(err error) string {
	refused, _ := errors.AsType[*fault.Error](err)
	switch {
	case err == nil, fault.Is(err, fault.Unauthenticated): // that is a verdict on a token
		return resultSuccess
	case refused != nil && refused.Code == CircuitOpen:
		return "circuit_open"
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	}
	return "error"
}

// choice says how something waits for quiet hours to end, as playbooks do.
func choice(digest bool) string {
	if digest {
		return string(playbook.Digest)
	}
	return string(playbook.Defer)
}
