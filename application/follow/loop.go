package follow

import (
	"context"
	"fmt"
	"time"

	"github.com/mmm-engine/mmm-engine/ports"
)

// Wait waits that long, or answers the context's error as soon as it ends.
type Wait func(ctx context.Context, duration time.Duration) error

// Pace is how long a loop waits between steps that got nowhere.
type Pace struct {
	// Idle is the wait after a step with nothing to do.
	Idle time.Duration
	// Retry is the wait after a failed step. It doubles up to RetryMost.
	Retry, RetryMost time.Duration
}

// DefaultPace seals and sends within a second of the commit, and asks a service
// that is away every 5 s.
func DefaultPace() Pace {
	return Pace{Idle: 200 * time.Millisecond, Retry: 200 * time.Millisecond, RetryMost: 5 * time.Second}
}

// Follower is a loop that one instance at a time runs.
type Follower struct {
	// Task names the leadership.
	Task string
	Step Step
	Pace Pace
}

// Run leads the follower's task and loops, again whenever leadership was lost, until
// the context ends, and answers the context's error. What goes wrong on the way is
// seen by decorators of the step and of the leadership.
func Run(ctx context.Context, leadership ports.Leadership, follower Follower, wait Wait) error {
	work := func(ctx context.Context) error { return Loop(ctx, follower.Step, follower.Pace, wait) }
	for ctx.Err() == nil {
		// Loop ends with its context only, so the error says that leadership could not
		// be had or was lost; both mean to try again.
		_ = leadership.Lead(ctx, follower.Task, work)
		if err := wait(ctx, follower.Pace.Retry); err != nil {
			return err
		}
	}
	return fmt.Errorf("stop following: %w", ctx.Err())
}

// Loop steps until the context ends, and answers the context's error. A step that
// got further is followed by the next at once, even when it met trouble too.
func Loop(ctx context.Context, step Step, pace Pace, wait Wait) error {
	retry := pace.Retry
	for ctx.Err() == nil {
		progress, err := step(ctx)
		pause := pace.Idle
		switch {
		case progress.Further:
			retry = pace.Retry
			continue
		case err != nil:
			pause, retry = retry, min(2*retry, pace.RetryMost)
		default:
			retry = pace.Retry
		}
		if err := wait(ctx, pause); err != nil {
			return err
		}
	}
	return fmt.Errorf("stop following: %w", ctx.Err())
}
