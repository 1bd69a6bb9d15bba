// Package resilient has decorators that keep a dependency's trouble from becoming
// ours: timeout, retries and circuit breaker (product.md, "Calls out").
package resilient

import "github.com/eapache/go-resiliency/breaker"

// State is a breaker's, as the gauge mmm_circuit_state counts it.
type State int

const (
	// Closed lets calls through.
	Closed State = 0
	// Open refuses calls.
	Open State = 1
	// HalfOpen lets one trial call through.
	HalfOpen State = 2
)

// String answers the state in lower case, as logs name it.
func (s State) String() string {
	switch s {
	case Open:
		return "open"
	case HalfOpen:
		return "half_open"
	default:
		return "closed"
	}
}

func stateOf(circuit *breaker.Breaker) State {
	switch circuit.GetState() {
	case breaker.Open:
		return Open
	case breaker.HalfOpen:
		return HalfOpen
	default:
		return Closed
	}
}
