package follow_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mmm-engine/mmm-engine/application/follow"
)

// waits records how long a loop would have waited, and ends the context after the last.
type patience struct {
	waits []time.Duration
	most  int
	end   context.CancelFunc
}

func (p *patience) wait(ctx context.Context, duration time.Duration) error {
	p.waits = append(p.waits, duration)
	if len(p.waits) == p.most {
		p.end()
	}
	return ctx.Err()
}

func newPatience(t *testing.T, most int) (context.Context, *patience) {
	t.Helper()
	ctx, end := context.WithCancel(t.Context())
	t.Cleanup(end)
	return ctx, &patience{most: most, end: end}
}

// script answers one result after another, the last one for ever.
type result struct {
	progress follow.Progress
	err      error
}

func script(results ...result) follow.Step {
	return func(context.Context) (follow.Progress, error) {
		next := results[0]
		if len(results) > 1 {
			results = results[1:]
		}
		return next.progress, next.err
	}
}

func testPace() follow.Pace {
	return follow.Pace{Idle: 200 * time.Millisecond, Retry: time.Second, RetryMost: 5 * time.Second}
}

func TestALoopIdlesWhenThereIsNothingToDo(t *testing.T) {
	t.Parallel()
	ctx, patience := newPatience(t, 2)
	moved := result{progress: follow.Progress{Further: true}}
	err := follow.Loop(ctx, script(moved, moved, result{}), testPace(), patience.wait)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, []time.Duration{200 * time.Millisecond, 200 * time.Millisecond}, patience.waits)
}

func TestALoopBacksOffFromFailuresUpToTheMost(t *testing.T) {
	t.Parallel()
	ctx, patience := newPatience(t, 5)
	err := follow.Loop(ctx, script(result{err: errors.New("down")}), testPace(), patience.wait)
	require.ErrorIs(t, err, context.Canceled)
	want := []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 5 * time.Second, 5 * time.Second}
	require.Equal(t, want, patience.waits)
}

func TestALoopForgetsFailuresOnceAStepWorks(t *testing.T) {
	t.Parallel()
	ctx, patience := newPatience(t, 5)
	failed := result{err: errors.New("down")}
	moved := result{progress: follow.Progress{Further: true}}
	err := follow.Loop(ctx, script(failed, failed, moved, failed, result{}, failed), testPace(), patience.wait)
	require.ErrorIs(t, err, context.Canceled)
	want := []time.Duration{time.Second, 2 * time.Second, time.Second, 200 * time.Millisecond, time.Second}
	require.Equal(t, want, patience.waits)
}

func TestALoopGoesOnAtOnceWhenTroubleCameWithProgress(t *testing.T) {
	t.Parallel()
	ctx, patience := newPatience(t, 1)
	half := result{progress: follow.Progress{Further: true}, err: errors.New("one tenant")}
	err := follow.Loop(ctx, script(half, half, half, result{}), testPace(), patience.wait)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, []time.Duration{200 * time.Millisecond}, patience.waits)
}

func TestALoopDoesNotStepOnceTheContextEnded(t *testing.T) {
	t.Parallel()
	ctx, end := context.WithCancel(t.Context())
	end()
	step := func(context.Context) (follow.Progress, error) { panic("stepped") }
	require.ErrorIs(t, follow.Loop(ctx, step, testPace(), nil), context.Canceled)
}

// fickle loses leadership each time the work has made its first step.
type fickle struct{ tasks []string }

func (f *fickle) Lead(ctx context.Context, task string, work func(context.Context) error) error {
	f.tasks = append(f.tasks, task)
	ctx, lose := context.WithCancel(ctx)
	defer lose()
	if len(f.tasks) == 2 {
		return errors.New("leadership cannot be had")
	}
	return work(context.WithValue(ctx, loseKey{}, lose))
}

type loseKey struct{}

func TestLeadershipIsSoughtAgainWhenLost(t *testing.T) {
	t.Parallel()
	ctx, patience := newPatience(t, 3)
	steps := 0
	step := func(ctx context.Context) (follow.Progress, error) {
		steps++
		lose, _ := ctx.Value(loseKey{}).(context.CancelFunc)
		lose()
		return follow.Progress{Further: true}, nil
	}
	leadership := &fickle{}
	follower := follow.Follower{Task: follow.SealingTask, Step: step, Pace: testPace()}
	require.ErrorIs(t, follow.Run(ctx, leadership, follower, patience.wait), context.Canceled)
	require.Equal(t, []string{"receipt_sealing", "receipt_sealing", "receipt_sealing"}, leadership.tasks)
	require.Equal(t, 2, steps)
	require.Equal(t, []time.Duration{time.Second, time.Second, time.Second}, patience.waits)
}
