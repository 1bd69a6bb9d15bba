// Package outcome has what became of actions, and in which order that may happen
// (product.md, Outcomes).
package outcome

import "slices"

// Result is what became of an action. It is a metric label: the set is closed.
type Result string

// The results.
const (
	Shown     Result = "shown"
	Ignored   Result = "ignored"
	Dismissed Result = "dismissed"
	Accepted  Result = "accepted"
	Executed  Result = "executed"
	Failed    Result = "failed"
)

// Results answers all results.
func Results() []Result { return []Result{Shown, Ignored, Dismissed, Accepted, Executed, Failed} }

// Valid reports whether the result exists.
func (r Result) Valid() bool { return slices.Contains(Results(), r) }

// NeedsReason reports whether nobody learns anything from the result alone.
func (r Result) NeedsReason() bool { return r == Dismissed || r == Failed }

// Stage is a step in the life of an action. It has one outcome at most.
type Stage int

// The stages, in order.
const (
	// StageShown: somebody saw it.
	StageShown Stage = iota + 1
	// StageAnswered: it was ignored, dismissed or accepted.
	StageAnswered
	// StageDone: what was accepted was executed, or failed.
	StageDone
)

// Stage answers the step that the result ends.
func (r Result) Stage() Stage {
	switch r {
	case Shown:
		return StageShown
	case Executed, Failed:
		return StageDone
	case Ignored, Dismissed, Accepted:
	}
	return StageAnswered
}

// follows answers the result that must come right before; empty for the first.
func (r Result) follows() Result {
	switch r.Stage() {
	case StageAnswered:
		return Shown
	case StageDone:
		return Accepted
	case StageShown:
	}
	return ""
}

// standing says where an action with this latest result stands; empty is none.
func (r Result) standing() string {
	if r == "" {
		return "has no outcome yet"
	}
	return "was " + r.verb()
}

func (r Result) verb() string {
	if r == Failed {
		return "accepted and failed"
	}
	return string(r)
}
