package command

import "github.com/mmm-engine/mmm-engine/ports"

// coming is what a service was asked; nil was asked nothing.
type coming[V any] <-chan said[V]

type said[V any] struct {
	value V
	err   error
}

// ask asks while its caller goes on.
func ask[V any](call func() (V, error)) coming[V] {
	answers := make(chan said[V], 1)
	go func() {
		value, err := call()
		answers <- said[V]{value: value, err: err}
	}()
	return answers
}

// into waits for the answer and uses it; without one, known says what it did without.
func (c coming[V]) into(known *ports.DecisionInputs, name string, use func(V)) {
	if c == nil {
		return
	}
	came := <-c
	if came.err != nil {
		known.Degraded = append(known.Degraded, name)
		return
	}
	use(came.value)
}
