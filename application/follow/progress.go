// Package follow has what happens after the commit: receipts are sealed into their
// tenant's chain, handed to the evidence service, and once more when it refused them and
// an operator redrove them (architecture.md, "Receipt chain"); events are counted into
// the aggregates ("Read side"); audit entries are copied to a log.
//
// All are followers: a Step does one bounded piece of work, Loop repeats it, Run
// does so on one instance at a time. Leadership only saves work; what makes two
// leaders harmless is that each step writes by compare-and-swap.
package follow

import (
	"context"
	"time"
)

// Step does one bounded piece of a follower's work. Progress and error can come
// together: what is done stays done. Decorators go around it.
type Step func(ctx context.Context) (Progress, error)

// Within bounds a step: one that hangs on a dead connection ends with its context,
// and the loop goes on.
func Within(limit time.Duration, next Step) Step {
	return func(ctx context.Context) (Progress, error) {
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		return next(ctx)
	}
}

// Progress is what one step did. The zero value means that there was nothing to do.
type Progress struct {
	// Receipts counts those that moved on: sealed, or taken or refused by the
	// evidence service.
	Receipts int
	// Refused counts those among them that the evidence service will never take.
	Refused int
	// Events counts those that went into the aggregates.
	Events int
	// Entries counts the audit entries that were copied.
	Entries int
	// Further is true when the next step starts elsewhere than this one did, which
	// it can without a receipt: not every event has one.
	Further bool
}

func (p Progress) plus(other Progress) Progress {
	return Progress{
		Receipts: p.Receipts + other.Receipts,
		Refused:  p.Refused + other.Refused,
		Events:   p.Events + other.Events,
		Entries:  p.Entries + other.Entries,
		Further:  p.Further || other.Further,
	}
}
